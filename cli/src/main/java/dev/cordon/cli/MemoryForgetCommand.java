package dev.cordon.cli;

import dev.cordon.core.SessionInfo;
import dev.cordon.memory.Memory;
import dev.cordon.memory.MemoryKind;
import dev.cordon.memory.MemoryView;
import dev.cordon.memory.ProposalDesk;
import dev.cordon.memory.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon memory forget}: for good, from the store and the index; durable facts, too, since a person asks. */
@Command(name = "forget", description = "Forget items for good: by id, kind, source or age.")
final class MemoryForgetCommand extends MemoryCommand.OfSession {
    @Parameters(arity = "0..*", paramLabel = "ID", description = "Ids of items.")
    List<String> ids = List.of();

    @Mixin
    MemoryReadCommands.Narrow narrow = new MemoryReadCommands.Narrow();

    @Option(names = "--all", description = "Everything that this session remembers; not durable facts.")
    boolean all;

    MemoryForgetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int call(Wiring wiring, Sessions sessions, SessionInfo info) {
        int ways = (ids.isEmpty() ? 0 : 1) + (narrow.isEmpty() ? 0 : 1) + (all ? 1 : 0);
        if (ways != 1) {
            throw MemoryCommand.usage(
                    "it takes ids, or filters, or --all", "cordon memory forget --session S --older-than 7d");
        }
        int count = ids.isEmpty() ? matching(wiring, sessions, info) : named(wiring, sessions, info);
        return answer(Map.of("forgotten", count), "forgot " + count + (count == 1 ? " item\n" : " items\n"));
    }

    private int matching(Wiring wiring, Sessions sessions, SessionInfo info) {
        List<String> facts = all ? List.of() : facts(wiring, sessions, info, List.of());
        int own = writing(wiring, sessions, info, memory -> memory.forget(Selector.matching(narrow.filter())));
        return own + forgetFacts(wiring, sessions, info, facts);
    }

    private int named(Wiring wiring, Sessions sessions, SessionInfo info) {
        List<String> facts = facts(wiring, sessions, info, ids);
        List<String> own = new ArrayList<>(ids);
        own.removeAll(facts);
        int count = own.isEmpty()
                ? 0
                : writing(wiring, sessions, info, (Memory memory) -> memory.forget(new Selector.ById(Set.copyOf(own))));
        return count + forgetFacts(wiring, sessions, info, facts);
    }

    /** The durable ones among {@code wanted}, or among what the filter takes. */
    private List<String> facts(Wiring wiring, Sessions sessions, SessionInfo info, List<String> wanted) {
        return reading(wiring, sessions, info, (MemoryView view) -> view.list(narrow.filter())).stream()
                .filter(item -> item.kind() == MemoryKind.DURABLE)
                .map(item -> item.id())
                .filter(id -> wanted.isEmpty() || wanted.contains(id))
                .toList();
    }

    private static int forgetFacts(Wiring wiring, Sessions sessions, SessionInfo info, List<String> facts) {
        if (!facts.isEmpty()) {
            sessions.writing(info, session -> {
                ProposalDesk desk = MemoryDecideCommands.desk(wiring, session);
                facts.forEach(desk::forget);
                return session;
            });
        }
        return facts.size();
    }
}
