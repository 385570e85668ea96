package dev.cordon.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The processes that this JVM answers for: its living descendants, and those that carry {@link TestMark} in their
 * environment, wherever they were reparented to. Dead ones that nobody has waited for hold nothing and don't count.
 */
final class OurProcesses {
    /** Verdicts about other people's processes, so that each environment is read once. Keyed by pid and start. */
    private Map<ProcessEntry, Boolean> marked = new HashMap<>();

    List<ProcessEntry> now() {
        Map<Long, ProcessEntry> table = table();
        Map<ProcessEntry, Boolean> verdicts = new HashMap<>();
        List<ProcessEntry> ours = new ArrayList<>();
        for (ProcessEntry process : table.values()) {
            if (process.pid() != own() && process.alive() && (descends(process, table) || marked(process, verdicts))) {
                ours.add(process);
            }
        }
        marked = verdicts;
        return ours;
    }

    private static long own() {
        return ProcessHandle.current().pid();
    }

    private boolean marked(ProcessEntry process, Map<ProcessEntry, Boolean> verdicts) {
        ProcessEntry key = new ProcessEntry(process.pid(), process.parent(), process.started(), '?');
        @Nullable Boolean known = marked.get(key);
        boolean verdict = known != null ? known : TestMark.in(ProcessEntry.text(process.pid(), "environ"));
        verdicts.put(key, verdict);
        return verdict;
    }

    private static boolean descends(ProcessEntry process, Map<Long, ProcessEntry> table) {
        @Nullable ProcessEntry at = process;
        for (int steps = 0; at != null && steps <= table.size(); steps++) {
            if (at.parent() == own()) {
                return true;
            }
            at = table.get(at.parent());
        }
        return false;
    }

    private static Map<Long, ProcessEntry> table() {
        Map<Long, ProcessEntry> table = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                Optional<ProcessEntry> process =
                        ProcessEntry.read(Long.parseLong(entry.getFileName().toString()));
                process.ifPresent(found -> table.put(found.pid(), found));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the process table can't be read, so leaks can't be seen", e);
        }
        return table;
    }
}
