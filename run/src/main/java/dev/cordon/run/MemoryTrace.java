package dev.cordon.run;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.memory.Hit;
import dev.cordon.memory.MemoryItem;
import dev.cordon.memory.Proposal;
import dev.cordon.memory.Recalled;
import dev.cordon.memory.Written;
import java.util.List;
import java.util.Map;

/** Tells the run's trace what it remembered, recalled and proposed: ids and hashes, no texts (C32). Thread-safe. */
final class MemoryTrace {
    private final RunContext context;

    MemoryTrace(RunContext context) {
        this.context = context;
    }

    void remembered(Written written) {
        MemoryItem item = written.item();
        context.trace()
                .event(
                        "memory.remembered",
                        Map.of("kind", item.kind().word()),
                        Map.of("redacted", (long) written.redacted().size(), "marks", (long)
                                item.marks().size()),
                        Map.of("id", item.id(), "sha256", hash(item.text())));
    }

    void proposed(Proposal proposal) {
        context.trace()
                .event(
                        "memory.proposed",
                        Map.of(),
                        Map.of("marks", (long) proposal.marks().size()),
                        Map.of("id", proposal.id(), "sha256", hash(proposal.text())));
    }

    void recalled(String query, Recalled recalled) {
        List<String> ids =
                recalled.hits().stream().map(Hit::item).map(MemoryItem::id).toList();
        context.trace()
                .event(
                        "memory.recalled",
                        Map.of(),
                        Map.of("hits", (long) ids.size()),
                        Map.of("query_sha256", hash(query), "ids", ids));
    }

    void read(List<MemoryItem> items) {
        context.trace()
                .event(
                        "memory.read",
                        Map.of(),
                        Map.of("items", (long) items.size()),
                        Map.of("ids", items.stream().map(MemoryItem::id).toList()));
    }

    void refused(CordonException refusal) {
        context.trace()
                .event(
                        "memory.refused",
                        Map.of(
                                "code",
                                refusal.problem().code(),
                                "rule",
                                refusal.problem().citedRule().map(Enum::name).orElse("none")),
                        Map.of(),
                        Map.of());
    }

    private static String hash(String text) {
        return Bytes.utf8(text).sha256().toHex();
    }
}
