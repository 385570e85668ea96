package dev.cordon.memory;

import dev.cordon.core.Author;
import dev.cordon.core.Provenance;
import dev.cordon.core.Taint;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Memory as JSON shows it, in the API and in commands: words and texts only. Fields are added, never changed. */
public final class MemoryJson {
    private MemoryJson() {}

    /**
     * An item.
     *
     * @param by who wrote it, and in which run
     * @param redacted the rules whose findings were taken out, where it was written just now
     */
    public record Item(
            String id,
            String kind,
            String text,
            String by,
            String at,
            List<String> sources,
            List<String> marks,
            List<String> taint,
            String expires,
            List<String> redacted) {
        public static Item of(Written written) {
            return of(written.item(), written.redacted());
        }

        public static Item of(MemoryItem item) {
            return of(item, List.of());
        }

        private static Item of(MemoryItem item, List<String> redacted) {
            return new Item(
                    item.id(),
                    item.kind().word(),
                    item.text(),
                    writer(item.provenance()),
                    item.provenance().at().toString(),
                    item.sources().stream().sorted().toList(),
                    words(item.marks()),
                    taintOf(item.provenance()),
                    item.expires().map(Instant::toString).orElse(""),
                    redacted);
        }
    }

    /** A hit. */
    public record Found(Item item, double score, List<String> why, String from) {
        public static Found of(Hit hit) {
            return new Found(
                    Item.of(hit.item()),
                    hit.score(),
                    hit.why().stream().map(MemoryJson::why).toList(),
                    hit.from());
        }
    }

    /** A proposal. */
    public record Proposed(
            String id,
            String state,
            String text,
            String by,
            String at,
            List<String> marks,
            List<String> taint,
            String expires,
            String code) {
        /** As an agent sees it: the code is for a person who has read the text. */
        public Proposed withoutCode() {
            return new Proposed(id, state, text, by, at, marks, taint, expires, "");
        }

        public static Proposed of(Proposal proposal) {
            return new Proposed(
                    proposal.id(),
                    proposal.state().name().toLowerCase(Locale.ROOT),
                    proposal.text(),
                    writer(proposal.provenance()),
                    proposal.provenance().at().toString(),
                    words(proposal.marks()),
                    taintOf(proposal.provenance()),
                    proposal.expires().toString(),
                    proposal.code());
        }
    }

    private static String writer(Provenance provenance) {
        Author author = provenance.author();
        return author.writer().name().toLowerCase(Locale.ROOT) + ":" + author.name()
                + (author.run() == null ? "" : " in " + author.run());
    }

    private static List<String> taintOf(Provenance provenance) {
        return provenance.author().taint().stream()
                .map(Taint::name)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    private static List<String> words(Collection<Mark> marks) {
        return marks.stream().map(Mark::word).sorted().toList();
    }

    private static String why(Why why) {
        return switch (why) {
            case Why.Text(int rank, List<String> terms) -> "words, rank " + rank + ": " + String.join(", ", terms);
            case Why.Vector(int rank, double similarity) ->
                "meaning, rank " + rank + ": " + String.format(Locale.ROOT, "%.3f", similarity);
        };
    }
}
