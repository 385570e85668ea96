package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.LedgerExport;
import dev.cordon.core.LedgerHead;
import dev.cordon.core.Problem;
import dev.cordon.run.TraceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks up whether the ledger holds what an event claims. Reads each log once; not thread-safe. */
final class LedgerLookup {
    private final Path ledgers;
    private final Map<String, List<String>> logs = new HashMap<>();

    LedgerLookup(Path ledgers) {
        this.ledgers = ledgers;
    }

    /** Whether the entry at the event's place is the event's, in every public part and in its commitment. */
    boolean holds(TraceEvent event, String session) {
        List<String> entries = logs.computeIfAbsent(event.log(), this::read);
        String expected = new String(event.entry(session).bytes(), StandardCharsets.US_ASCII);
        return event.index() < entries.size()
                && entries.get((int) event.index()).contains(expected);
    }

    private List<String> read(String log) {
        Path folder = ledgers.resolve(log).normalize();
        if (!folder.startsWith(ledgers) || !Files.isDirectory(folder)) {
            return List.of();
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try {
            LedgerExport.write(folder, new LedgerHead(Long.MAX_VALUE, "0".repeat(64)), lines);
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "ledger-unreadable",
                            "The ledger can't be read",
                            String.valueOf(e.getMessage()),
                            "see 'cordon ledger verify'"),
                    e);
        }
        return lines.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
