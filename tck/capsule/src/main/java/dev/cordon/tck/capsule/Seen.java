package dev.cordon.tck.capsule;

import dev.cordon.core.Incident;
import dev.cordon.core.Rule;
import dev.cordon.run.RunRecord;
import dev.cordon.run.TaskRecord;
import dev.cordon.run.TraceEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run of hostile code left to be seen, by its program and from outside. Immutable.
 *
 * @param output what the program printed on both streams
 * @param patch one char a byte
 * @param patchFile the same on disk, until the lab is closed
 * @param transcriptBytes how much of the output was kept
 * @param crossed what the lab found changed, told or left behind; empty when nothing
 * @param incidents those that were reported about the run's session
 * @param environment what the script's variables were
 */
record Seen(
        String output,
        String patch,
        Path patchFile,
        int transcriptBytes,
        RunRecord record,
        TaskRecord.State state,
        List<TraceEvent> trace,
        List<Incident> incidents,
        Origin.Heard heard,
        List<String> crossed,
        Map<String, String> environment,
        long millis) {

    boolean isReported(Rule rule, String code) {
        return incidents.stream().anyMatch(i -> i.rule() == rule && i.code().equals(code));
    }

    boolean isHeld(String kind, String file) {
        return record.holds().stream()
                .anyMatch(hold -> hold.kind().equals(kind) && hold.file().equals(file));
    }

    boolean isTraced(String type, String code) {
        return trace.stream()
                .anyMatch(event ->
                        event.type().equals(type) && code.equals(event.codes().get("code")));
    }

    boolean isLeftBehind(String path) {
        return record.notTaken().stream().anyMatch(line -> line.startsWith(path + ": "));
    }

    /** The last of what the program printed, for a report. */
    String tail() {
        String text = output.strip().replaceAll("\\s+", " ");
        return text.substring(Math.max(0, text.length() - 300));
    }
}
