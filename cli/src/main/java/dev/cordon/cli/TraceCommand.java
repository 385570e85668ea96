package dev.cordon.cli;

import dev.cordon.core.SessionInfo;
import dev.cordon.run.TaskBook;
import dev.cordon.run.TraceEvent;
import dev.cordon.tools.PlainText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cordon trace RUN}: a run as a timeline, each line checked against the ledger. */
@Command(name = "trace", description = "Tell a run as a timeline; each line is checked against its commitment.")
final class TraceCommand extends CordonCommand {
    @Parameters(paramLabel = "RUN", description = "A run's id, or a task's name for its latest run.")
    String run = "";

    TraceCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        try (Wiring wiring = wiring()) {
            Sessions sessions = new Sessions(wiring);
            String id = run.startsWith("run_")
                    ? run
                    : sessions.task(run, java.util.Optional.empty()).task().latestRun();
            SessionInfo info = sessions.holding(
                    "run", run, reader -> !TaskBook.trace(reader, id).isEmpty());
            List<TraceEvent> events = sessions.reading(info, reader -> TaskBook.trace(reader, id));
            LedgerLookup ledger = new LedgerLookup(wiring.folder().ledger());
            StringBuilder text = new StringBuilder();
            boolean sound = true;
            for (TraceEvent event : events) {
                boolean proven = event.opens() && ledger.holds(event, info.id().value());
                sound &= proven;
                text.append(line(event, proven));
            }
            answer(Map.of("run", id, "events", events, "proven", sound), text.toString());
            return sound ? CordonCli.DONE : CordonCli.REFUSED;
        }
    }

    private static String line(TraceEvent event, boolean proven) {
        Map<String, Object> facts = new TreeMap<>(event.codes());
        facts.putAll(event.numbers());
        String detail = event.detail().equals("{}") ? "" : "\n    " + PlainText.of(event.detail());
        return event.at() + "  " + event.type() + (facts.isEmpty() ? "" : "  " + facts)
                + (proven ? "" : "  NOT AS ON THE LEDGER") + detail + "\n";
    }
}
