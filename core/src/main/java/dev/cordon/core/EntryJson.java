package dev.cordon.core;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A record as one line of JSON: its body as {@code text} where that is UTF-8, else as {@code base64}. */
final class EntryJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private EntryJson() {}

    static String write(Entry entry) {
        Author author = entry.provenance().author();
        ObjectNode node = JSON.createObjectNode()
                .put("sequence", entry.sequence())
                .put("kind", entry.kind().name())
                .put("id", entry.id())
                .put("at", entry.provenance().at().toString())
                .put("writer", author.writer().name())
                .put("name", author.name())
                .put("lane", author.lane())
                .put("run", author.run());
        author.taint().stream().map(Taint::name).sorted().forEach(node.putArray("taint")::add);
        String text = text(entry.body().toArray());
        if (text == null) {
            node.put("base64", Base64.getEncoder().encodeToString(entry.body().toArray()));
        } else {
            node.put("text", text);
        }
        return node.toString();
    }

    /** @throws IllegalArgumentException if a field is missing or not what it should be */
    static Entry read(JsonNode node) {
        Set<Taint> taint = EnumSet.noneOf(Taint.class);
        node.path("taint").forEach(mark -> taint.add(Taint.valueOf(mark.asString())));
        Author author = new Author(
                Author.Writer.valueOf(required(node, "writer")),
                required(node, "name"),
                optional(node, "lane"),
                optional(node, "run"),
                taint);
        Bytes body = node.has("text")
                ? Bytes.utf8(required(node, "text"))
                : Bytes.ceded(Base64.getDecoder().decode(required(node, "base64")));
        return new Entry(
                node.path("sequence").asLong(),
                Kind.valueOf(required(node, "kind")),
                required(node, "id"),
                body,
                new Provenance(author, Instant.parse(required(node, "at"))));
    }

    private static @Nullable String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static String required(JsonNode node, String name) {
        if (!node.path(name).isString()) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return node.path(name).asString();
    }

    private static @Nullable String optional(JsonNode node, String name) {
        return node.path(name).isString() ? node.path(name).asString() : null;
    }
}
