package dev.cordon.cli;

import dev.cordon.core.Author;
import dev.cordon.core.Provenance;
import dev.cordon.core.Taint;
import dev.cordon.memory.Hit;
import dev.cordon.memory.Mark;
import dev.cordon.memory.MemoryItem;
import dev.cordon.memory.Proposal;
import dev.cordon.memory.Why;
import dev.cordon.memory.Written;
import dev.cordon.tools.PlainText;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What is shown of memory, to people and in JSON. */
final class MemoryText {
    private static final int SHORT = 72;

    private MemoryText() {}

    /** An item. */
    record Item(
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
        static Item of(Written written) {
            return of(written.item(), written.redacted());
        }

        static Item of(MemoryItem item) {
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
    record Found(Item item, double score, List<String> why, String from) {
        static Found of(Hit hit) {
            return new Found(
                    Item.of(hit.item()),
                    hit.score(),
                    hit.why().stream().map(MemoryText::why).toList(),
                    hit.from());
        }
    }

    /** A proposal. */
    record Proposed(
            String id,
            String state,
            String text,
            String by,
            String at,
            List<String> marks,
            List<String> taint,
            String expires,
            String code) {
        static Proposed of(Proposal proposal) {
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

    static String notes(Item item) {
        StringBuilder notes = new StringBuilder();
        item.redacted()
                .forEach(rule ->
                        notes.append("redacted  a secret (").append(rule).append(")\n"));
        marks(item.marks(), notes);
        return notes.toString();
    }

    private static void marks(List<String> marks, StringBuilder text) {
        marks.forEach(word -> text.append("marked    ")
                .append(word)
                .append(": this text ")
                .append(Mark.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'))
                        .meaning())
                .append('\n'));
    }

    static String shown(Item item) {
        StringBuilder text = new StringBuilder();
        line(text, "memory", item.id() + " (" + item.kind() + ")");
        line(text, "by", item.by() + " at " + item.at());
        line(text, "sources", String.join(", ", item.sources()));
        line(text, "taint", String.join(", ", item.taint()));
        line(text, "expires", item.expires());
        marks(item.marks(), text);
        return text + body(item.text());
    }

    static String shown(Proposed proposal) {
        StringBuilder text = new StringBuilder();
        line(text, "proposal", proposal.id() + " (" + proposal.state() + ")");
        line(text, "by", proposal.by() + " at " + proposal.at());
        line(text, "taint", String.join(", ", proposal.taint()));
        line(text, "expires", proposal.expires());
        marks(proposal.marks(), text);
        line(text, "code", proposal.code());
        return text + body(proposal.text());
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name)
                    .append(" ".repeat(10 - name.length()))
                    .append(PlainText.of(value))
                    .append('\n');
        }
    }

    /** Every line so that it can't restyle the terminal. */
    private static String body(String text) {
        StringBuilder body = new StringBuilder("\n");
        text.lines()
                .forEach(line -> body.append("  ").append(PlainText.of(line)).append('\n'));
        return body.toString();
    }

    static String brief(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > SHORT || !line.equals(text)
                ? line.substring(0, Math.min(SHORT, line.length())) + "…"
                : line;
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
