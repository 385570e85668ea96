package dev.cordon.cli;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Incident;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon incidents}: isolation events of this home, open until a person closes them with evidence. */
@Command(
        name = "incidents",
        description = "Isolation events, open until a person closes them.",
        subcommands = {IncidentsCommand.ListAll.class, IncidentsCommand.Show.class, IncidentsCommand.Close.class})
final class IncidentsCommand extends GroupCommand {
    IncidentsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    static CrossSessionAccess access() {
        return CrossSessionAccess.forPlace(CrossSessionAccess.Place.INCIDENTS);
    }

    record View(String id, String rule, String code, String what, String first, String last, long count, boolean open) {
        static View of(Incident incident) {
            return new View(
                    incident.id(),
                    incident.rule().name(),
                    incident.code(),
                    incident.what(),
                    incident.at().toString(),
                    incident.lastAt().toString(),
                    incident.count(),
                    incident.isOpen());
        }
    }

    @Command(name = "list", description = "List open incidents; --all lists closed ones, too.")
    static final class ListAll extends CordonCommand {
        @Option(names = "--all", description = "Closed ones, too.")
        boolean all;

        ListAll(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                List<View> views = wiring.store().incidents().list(access()).stream()
                        .filter(i -> all || i.isOpen())
                        .map(View::of)
                        .toList();
                Table table = new Table("INCIDENT", "RULE", "CODE", "COUNT", "LAST");
                views.forEach(v -> table.row(v.id(), v.rule(), v.code(), v.count(), v.last()));
                return answer(views, views.isEmpty() ? "no open incidents\n" : table.toString());
            }
        }
    }

    @Command(name = "show", description = "Show one incident.")
    static final class Show extends CordonCommand {
        @Parameters(paramLabel = "INCIDENT")
        String id = "";

        Show(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                View view = View.of(wiring.store().incidents().show(access(), id));
                return answer(
                        view,
                        "incident  " + view.id() + "\nrule      " + view.rule() + "\ncode      " + view.code()
                                + "\nwhat      " + view.what() + "\ncount     " + view.count() + "\nfirst     "
                                + view.first() + "\nlast      " + view.last() + "\nstate     "
                                + (view.open() ? "open" : "closed") + "\n");
            }
        }
    }

    @Command(name = "close", description = "Close an incident with evidence.")
    static final class Close extends CordonCommand {
        @Parameters(paramLabel = "INCIDENT")
        String id = "";

        @Option(names = "--evidence", required = true, paramLabel = "TEXT", description = "What was found.")
        String evidence = "";

        Close(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                wiring.store().incidents().close(access(), id, wiring.person(), evidence);
                return answer(Map.of("incident", id, "state", "closed"), "closed " + id + "\n");
            }
        }
    }
}
