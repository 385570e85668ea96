package dev.cordon.memory;

import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.Taint;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a summary inherits: the union of everything that its items carry (C8). */
final class Summaries {
    private Summaries() {}

    static void requireShort(String text, int most) {
        if (Tokens.count(text, most) > most) {
            throw new CordonException.BadInput(Problem.of(
                    Rule.C34,
                    "summary-too-long",
                    "Nothing was remembered",
                    "a summary has at most " + most + " tokens",
                    "shorten it, or raise memory.max_summary_tokens"));
        }
    }

    static Author author(Author writer, List<MemoryItem> items) {
        Set<Taint> taint = EnumSet.noneOf(Taint.class);
        taint.addAll(writer.taint());
        items.forEach(item -> taint.addAll(item.provenance().author().taint()));
        return writer.tainted(taint);
    }

    static MemoryKind kind(List<MemoryItem> items) {
        return items.stream().anyMatch(item -> item.kind() == MemoryKind.SCRATCH)
                ? MemoryKind.SCRATCH
                : MemoryKind.WORKING;
    }

    static Set<String> sources(String writer, List<MemoryItem> items) {
        Set<String> sources = new TreeSet<>(Set.of(writer));
        items.forEach(item -> sources.addAll(item.sources()));
        return sources;
    }

    /** A sudden change is of the item that changed; the other marks are of the content and stay with it. */
    static Set<Mark> marks(Set<Mark> own, List<MemoryItem> items) {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        marks.addAll(own);
        items.forEach(item -> marks.addAll(item.marks()));
        return marks;
    }
}
