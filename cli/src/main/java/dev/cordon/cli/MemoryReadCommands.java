package dev.cordon.cli;

import dev.cordon.core.Lane;
import dev.cordon.core.SessionInfo;
import dev.cordon.memory.Filter;
import dev.cordon.memory.MemoryItem;
import dev.cordon.memory.MemoryJson;
import dev.cordon.memory.MemoryKind;
import dev.cordon.memory.Proposals;
import dev.cordon.memory.Query;
import dev.cordon.memory.Recalled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that look into memory; beside a run, too. They keep nothing alive. */
final class MemoryReadCommands {
    private MemoryReadCommands() {}

    /** Options that narrow. */
    static final class Narrow {
        @Option(names = "--kind", paramLabel = "KIND", description = "working, durable or scratch; may be repeated.")
        List<String> kinds = List.of();

        @Option(names = "--source", paramLabel = "SOURCE", description = "user:NAME, model:NAME or tool:NAME.")
        List<String> sources = List.of();

        @Option(names = "--older-than", paramLabel = "7d", description = "Written longer ago.")
        Optional<String> olderThan = Optional.empty();

        @Option(names = "--younger-than", paramLabel = "7d", description = "Written at most so long ago.")
        Optional<String> youngerThan = Optional.empty();

        boolean isEmpty() {
            return kinds.isEmpty() && sources.isEmpty() && olderThan.isEmpty() && youngerThan.isEmpty();
        }

        Filter filter() {
            Set<MemoryKind> wanted = kinds.stream().map(MemoryKind::named).collect(Collectors.toSet());
            return new Filter(wanted, Set.copyOf(sources), duration(youngerThan), duration(olderThan));
        }

        private static Optional<Duration> duration(Optional<String> text) {
            try {
                return text.map(Durations::parse);
            } catch (IllegalArgumentException e) {
                throw MemoryCommand.usage(String.valueOf(e.getMessage()), "for instance --older-than 7d");
            }
        }
    }

    @Command(name = "list", description = "List what the session remembers, or what waits for you.")
    static final class ListAll extends MemoryCommand.OfSession {
        @Mixin
        Narrow narrow = new Narrow();

        @Option(names = "--proposed", description = "What is proposed as durable and waits for you.")
        boolean proposed;

        ListAll(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, SessionInfo info) {
            return proposed ? proposals(sessions, info) : items(wiring, sessions, info);
        }

        private int items(Wiring wiring, Sessions sessions, SessionInfo info) {
            Filter filter = narrow.filter();
            List<MemoryJson.Item> views = reading(wiring, sessions, info, view -> view.list(filter)).stream()
                    .map(MemoryJson.Item::of)
                    .toList();
            Table table = new Table("MEMORY", "KIND", "BY", "EXPIRES", "TEXT");
            views.forEach(v -> table.row(
                    v.id(), v.kind(), v.by(), v.expires().isEmpty() ? "-" : v.expires(), MemoryText.brief(v.text())));
            return answer(views, table.isEmpty() ? "nothing remembered\n" : table.toString());
        }

        private int proposals(Sessions sessions, SessionInfo info) {
            List<MemoryJson.Proposed> views = sessions.reading(info, reader -> new Proposals(reader).all()).stream()
                    .filter(proposal -> proposal.isOpen())
                    .map(MemoryJson.Proposed::of)
                    .toList();
            Table table = new Table("PROPOSAL", "BY", "MARKS", "TEXT");
            views.forEach(v -> table.row(
                    v.id(),
                    v.by(),
                    v.marks().isEmpty() ? "-" : String.join(",", v.marks()),
                    MemoryText.brief(v.text())));
            return answer(views, table.isEmpty() ? "nothing proposed\n" : table.toString());
        }
    }

    @Command(name = "recall", description = "Find what the session remembers about something.")
    static final class Recall extends MemoryCommand.OfSession {
        @Parameters(paramLabel = "QUERY", description = "In plain words.")
        String query = "";

        @Option(names = "-k", paramLabel = "N", description = "At most so many hits; default: ${DEFAULT-VALUE}.")
        int most = Query.USUAL_HITS;

        @Option(
                names = "--lane",
                paramLabel = "LANE",
                description =
                        "With the collections that runs in this lane see; default: the lane of runs that name none.")
        Optional<String> lane = Optional.empty();

        @Mixin
        Narrow narrow = new Narrow();

        Recall(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, SessionInfo info) {
            Query asked = new Query(query, most, narrow.filter());
            Lane seen = RecallLane.of(wiring, surroundings, info, lane);
            Recalled recalled = reading(wiring, sessions, info, seen.collections(), view -> view.recall(asked));
            List<MemoryJson.Found> found =
                    recalled.hits().stream().map(MemoryJson.Found::of).toList();
            return answer(
                    Map.of(
                            "hits",
                            found,
                            "searched",
                            recalled.searched(),
                            "lane",
                            seen.name(),
                            "collections",
                            seen.collections()),
                    text(found, recalled.searched() + shared(seen)));
        }

        private static String shared(Lane lane) {
            return lane.collections().isEmpty()
                    ? ""
                    : "; with the collections of lane " + lane.name() + ": " + String.join(", ", lane.collections());
        }

        private static String text(List<MemoryJson.Found> found, String searched) {
            Table table = new Table("MEMORY", "KIND", "WHY", "TEXT");
            found.forEach(f -> table.row(
                    f.item().id(),
                    f.from().isEmpty() ? f.item().kind() : f.from(),
                    String.join("; ", f.why()),
                    MemoryText.brief(f.item().text())));
            return (table.isEmpty() ? "nothing found\n" : table.toString()) + "searched by " + searched + "\n";
        }
    }

    @Command(name = "show", description = "Show an item, or a proposal with the code that accepts it.")
    static final class Show extends MemoryCommand.OfSession {
        @Parameters(paramLabel = "ID", description = "Its id: rec_… or apr_…")
        String id = "";

        Show(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, SessionInfo info) {
            if (id.startsWith("apr_")) {
                MemoryJson.Proposed view =
                        MemoryJson.Proposed.of(sessions.reading(info, reader -> new Proposals(reader).get(id)));
                return answer(view, MemoryText.shown(view));
            }
            MemoryItem item = reading(wiring, sessions, info, view -> view.get(id));
            MemoryJson.Item view = MemoryJson.Item.of(item);
            return answer(view, MemoryText.shown(view));
        }
    }
}
