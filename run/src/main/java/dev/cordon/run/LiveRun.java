package dev.cordon.run;

import dev.cordon.capsule.Journal;
import dev.cordon.capsule.Journal.Entry;
import dev.cordon.capsule.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A run that another process supervises, seen from outside: what it prints, and how to stop it. */
public final class LiveRun {
    static final String CONTROL_SOCKET = "control.sock";

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

    private final StateFolder folder;
    private final String run;

    public LiveRun(StateFolder folder, String run) {
        this.folder = folder;
        this.run = run;
    }

    public boolean isLive() {
        return Journal.isLive(folder.journals(), run);
    }

    /** The file in which its output grows; gone with the run. */
    public Path output() {
        return RunSupervisor.liveOutput(folder.run(run));
    }

    /** The socket through which a terminal attaches to it. */
    public Path control() {
        return control(folder.run(run));
    }

    static Path control(RunFolder run) {
        return run.control().resolve(CONTROL_SOCKET);
    }

    /** Asks its supervisor to stop it and waits for the end; answers whether it came. */
    public boolean stop() {
        supervisor().ifPresent(ProcessHandle::destroy);
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        while (isLive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
        }
        return !isLive();
    }

    private Optional<ProcessHandle> supervisor() {
        Path journal = folder.journals().resolve(run + ".jsonl");
        if (!Files.exists(journal)) {
            return Optional.empty();
        }
        List<Entry> entries = Journal.read(journal);
        // The journal is locked while its supervisor lives, so its pid can't have been given out again.
        return isLive()
                ? entries.stream()
                        .map(e -> e.fact("pid"))
                        .filter(pid -> !pid.isEmpty())
                        .findFirst()
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                : Optional.empty();
    }
}
