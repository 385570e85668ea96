package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Limits.Resource;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The control group of one capsule: made before its first process, removed after its last. */
final class ControlGroup {
    private static final Duration REMOVAL_PATIENCE = Duration.ofSeconds(5);
    private static final int PERIOD_MICROS = 100_000;

    private final List<Path> folders;

    ControlGroup(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** Makes the folders and writes the limits; on any failure nothing starts (C29). */
    static ControlGroup create(ControlGroups groups, String name, Map<Resource, Long> amounts) {
        // One that stands already is somebody else's: to join it, or to remove it in the end, would touch theirs.
        List<Path> made = new ArrayList<>();
        try {
            for (Path folder : groups.folders(name)) {
                made.add(Files.createDirectory(folder));
            }
            for (Map.Entry<Resource, Long> limit : amounts.entrySet()) {
                limit(groups.folder(limit.getKey(), name), groups.isUnified(), limit.getKey(), limit.getValue());
            }
            return new ControlGroup(made);
        } catch (IOException e) {
            new ControlGroup(made).remove();
            throw new CordonException.Refused(
                    Problem.of(
                            Rule.C29,
                            "limit-unenforceable",
                            "A limit can't be enforced",
                            String.valueOf(e.getMessage()),
                            "run without it, or give this user a control group of its own (see docs/limits.md)"),
                    e);
        }
    }

    private static void limit(Path folder, boolean unified, Resource resource, long amount) throws IOException {
        for (var file : files(unified, resource, amount).entrySet()) {
            write(folder.resolve(file.getKey()), file.getValue());
        }
        for (var file : whereTheKernelHasIt(unified, resource, amount).entrySet()) {
            if (Files.exists(folder.resolve(file.getKey()))) {
                write(folder.resolve(file.getKey()), file.getValue());
            }
        }
    }

    List<Path> folders() {
        return folders;
    }

    /** The limit that the kernel had to enforce by killing or refusing, if any. */
    Optional<Resource> breached() {
        for (Path folder : folders) {
            if (counts(folder.resolve("memory.oom_control"), "oom_kill")
                    || counts(folder.resolve("memory.events"), "oom_kill")) {
                return Optional.of(Resource.MEMORY);
            }
            if (counts(folder.resolve("pids.events"), "max")) {
                return Optional.of(Resource.PIDS);
            }
        }
        return Optional.empty();
    }

    /** The processes that are in the group now. */
    List<LiveProcess> processes() {
        Set<LiveProcess> processes = new LinkedHashSet<>();
        for (Path folder : folders) {
            try {
                for (String pid : Files.readAllLines(folder.resolve("cgroup.procs"))) {
                    LiveProcess.of(Long.parseLong(pid)).ifPresent(processes::add);
                }
            } catch (IOException ignored) {
                // A group that is gone holds no process.
            }
        }
        return List.copyOf(processes);
    }

    /** Ends whatever process is in the group; one that forks faster than this needs another call. */
    void kill() {
        processes().forEach(LiveProcess::kill);
    }

    /**
     * Removes the group, ending what is still in it; the kernel lets it go a moment after its last process.
     *
     * @throws CordonException.Unavailable when it stays longer than that: some process in it hangs in the kernel
     */
    void remove() {
        remove(REMOVAL_PATIENCE);
    }

    void remove(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Path folder : folders) {
            while (Files.exists(folder) && !removed(folder)) {
                if (System.nanoTime() > deadline) {
                    throw stays(folder);
                }
                kill();
                LockSupport.parkNanos(500_000);
            }
        }
    }

    private CordonException.Unavailable stays(Path folder) {
        return new CordonException.Unavailable(Problem.of(
                Rule.C30,
                "control-group-stays",
                "A control group can't be removed",
                "'" + folder + "' is busy with the processes "
                        + processes().stream().map(LiveProcess::pid).toList(),
                "a process hangs in the kernel: see 'ps' for its state, then type 'cordon gc'"));
    }

    private static boolean removed(Path folder) {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The files that a limit is written to, in order. */
    static Map<String, String> files(boolean unified, Resource resource, long amount) {
        String text = Long.toString(amount);
        return switch (resource) {
            case MEMORY -> Map.of(unified ? "memory.max" : "memory.limit_in_bytes", text);
            case PIDS -> Map.of("pids.max", text);
            case CPU -> {
                String quota = Long.toString(amount * PERIOD_MICROS / 1000);
                yield unified
                        ? Map.of("cpu.max", quota + " " + PERIOD_MICROS)
                        : Map.of("cpu.cfs_period_us", Integer.toString(PERIOD_MICROS), "cpu.cfs_quota_us", quota);
            }
            default -> throw new IllegalArgumentException(resource + " has no controller");
        };
    }

    /** What closes the way out into swap, and is missing where the kernel counts none; written after the limit. */
    static Map<String, String> whereTheKernelHasIt(boolean unified, Resource resource, long amount) {
        if (resource != Resource.MEMORY) {
            return Map.of();
        }
        return unified
                ? Map.of("memory.swap.max", "0", "memory.oom.group", "1")
                : Map.of("memory.memsw.limit_in_bytes", Long.toString(amount));
    }

    private static void write(Path file, String value) throws IOException {
        Files.write(
                file,
                value.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                java.nio.file.StandardOpenOption.WRITE);
    }

    private static boolean counts(Path file, String key) {
        try {
            return Files.readAllLines(file).stream()
                    .anyMatch(line -> line.startsWith(key + " ") && !line.equals(key + " 0"));
        } catch (IOException e) {
            return false;
        }
    }
}
