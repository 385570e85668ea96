package dev.cordon.cli;

import dev.cordon.memory.Mark;
import dev.cordon.memory.MemoryJson;
import dev.cordon.tools.PlainText;
import java.util.List;
import java.util.Locale;

/** What people are shown of memory. */
final class MemoryText {
    private static final int SHORT = 72;

    private MemoryText() {}

    static String notes(MemoryJson.Item item) {
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

    static String shown(MemoryJson.Item item) {
        StringBuilder text = new StringBuilder();
        line(text, "memory", item.id() + " (" + item.kind() + ")");
        line(text, "by", item.by() + " at " + item.at());
        line(text, "sources", String.join(", ", item.sources()));
        line(text, "taint", String.join(", ", item.taint()));
        line(text, "expires", item.expires());
        marks(item.marks(), text);
        return text + body(item.text());
    }

    static String shown(MemoryJson.Proposed proposal) {
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
}
