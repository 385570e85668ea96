package dev.cordon.core;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The plaintext of a record. Version 1: length-prefixed fields (version, writer, name, lane, run, seconds, nanoseconds,
 * taints joined by commas), then the body to the end. An absent lane or run is an empty field. Version 2, what a session
 * gave to a durable partition: length-prefixed (version, the session's partition key in hex), then version 1 to the end,
 * sealed under the session's own key there.
 */
final class RecordLayout {
    private static final long VERSION = 1;
    private static final long GIVEN = 2;

    private RecordLayout() {}

    static byte[] encode(Provenance provenance, Bytes body) {
        Author author = provenance.author();
        Instant at = provenance.at();
        return new FieldWriter()
                .number(VERSION)
                .text(author.writer().name())
                .text(author.name())
                .text(orEmpty(author.lane()))
                .text(orEmpty(author.run()))
                .number(at.getEpochSecond())
                .number(at.getNano())
                .text(author.taint().stream().map(Taint::name).sorted().collect(Collectors.joining(",")))
                .endWith(body);
    }

    /** @param inside sealed under the session's own key */
    record Given(String source, Bytes inside) {}

    static byte[] encodeGiven(String source, Bytes inside) {
        return new FieldWriter().number(GIVEN).text(source).endWith(inside);
    }

    /** Associated data of what is inside: the outside's, and whose it is. */
    static byte[] givenContext(String source, byte[] context) {
        return new FieldWriter()
                .text("cordon-given")
                .text(source)
                .bytes(context)
                .toBytes();
    }

    /** Nothing for version 1. */
    static Optional<Given> given(byte[] plaintext) {
        FieldReader in = new FieldReader(plaintext);
        if (in.number() != GIVEN) {
            return Optional.empty();
        }
        return Optional.of(new Given(in.text(), in.rest()));
    }

    static Entry decode(byte[] plaintext, long sequence, Kind kind, String id) {
        FieldReader in = new FieldReader(plaintext);
        if (in.number() != VERSION) {
            throw new IllegalArgumentException("unknown layout");
        }
        Author.Writer writer = Author.Writer.valueOf(in.text());
        String name = in.text();
        String lane = orNull(in.text());
        String run = orNull(in.text());
        Instant at = Instant.ofEpochSecond(in.number(), in.number());
        Author author = new Author(writer, name, lane, run, taints(in.text()));
        return new Entry(sequence, kind, id, in.rest(), new Provenance(author, at));
    }

    private static Set<Taint> taints(String joined) {
        Set<Taint> taints = EnumSet.noneOf(Taint.class);
        for (String name : joined.split(",", -1)) {
            if (!name.isEmpty()) {
                taints.add(Taint.valueOf(name));
            }
        }
        return taints;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
