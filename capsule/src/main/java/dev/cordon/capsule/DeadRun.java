package dev.cordon.capsule;

import dev.cordon.capsule.Journal.Entry;
import dev.cordon.capsule.Journal.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A run whose supervisor died. Its journal is held by this object, so that nobody else repairs it at the same time;
 * {@link #remove} ends it for good, {@link #close} leaves it for a later repair.
 */
public final class DeadRun implements AutoCloseable {
    private final Journal journal;
    private final List<Entry> entries;
    private final String run;

    private DeadRun(Journal journal, List<Entry> entries, String run) {
        this.journal = journal;
        this.entries = List.copyOf(entries);
        this.run = run;
    }

    /**
     * The runs in this folder of journals that nobody supervises any more. A run that is being begun, ended or
     * repaired by somebody else right now is not among them.
     */
    public static List<DeadRun> in(Path journals) {
        List<DeadRun> dead = new ArrayList<>();
        try {
            for (Path file : Folders.children(journals)) {
                String name = file.getFileName().toString();
                if (name.endsWith(Journal.SUFFIX)) {
                    Journal.takeOver(file).map(DeadRun::of).ifPresent(dead::add);
                } else if (name.endsWith(Journal.LOCK_SUFFIX)) {
                    removeIfAlone(file.resolveSibling(name.replace(Journal.LOCK_SUFFIX, Journal.SUFFIX)));
                }
            }
            return dead;
        } catch (NoSuchFileException e) {
            return dead;
        } catch (IOException | RuntimeException e) {
            dead.forEach(DeadRun::close);
            throw e instanceof RuntimeException runtime
                    ? runtime
                    : Problems.disk("read the journals of runs", (IOException) e);
        }
    }

    private static DeadRun of(Journal journal) {
        try {
            return new DeadRun(journal, journal.entries(), journal.run());
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /** A run that died between its lock and its journal left a lock that nothing else would ever remove. */
    private static void removeIfAlone(Path journal) {
        if (!Files.exists(journal)) {
            Journal.ownerless(journal).ifPresent(Lock::close);
        }
    }

    public String run() {
        return run;
    }

    /** What the run's supervisor noted about it when it began. */
    public Map<String, String> facts() {
        return entries.stream()
                .filter(e -> e.step() == Step.BEGIN)
                .map(Entry::facts)
                .findFirst()
                .orElse(Map.of());
    }

    /** One of these facts; empty where it was not noted. */
    public String fact(String name) {
        return facts().getOrDefault(name, "");
    }

    /** The last step that was on disk; empty when the crash came before the first. */
    public Optional<Step> lastStep() {
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(entries.getLast().step());
    }

    public boolean reached(Step step) {
        return entries.stream().anyMatch(e -> e.step() == step);
    }

    /**
     * Ends every process that the run left and waits until none is left. Spares a process that merely has the pid of
     * one of them.
     *
     * @throws dev.cordon.core.CordonException.Unavailable when one does not end: its files must not be read yet (C28)
     */
    public void stop() {
        long deadline = System.nanoTime() + Capsule.DEATH_PATIENCE.toNanos();
        List<LiveProcess> left = leftProcesses();
        while (!left.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw ConfinedProcess.outlives(left.getFirst().pid());
            }
            left.forEach(LiveProcess::kill);
            LockSupport.parkNanos(1_000_000);
            left = leftProcesses();
        }
    }

    private List<LiveProcess> leftProcesses() {
        List<LiveProcess> left = new ArrayList<>();
        recordedLeaders().stream().filter(LiveProcess::stillRuns).forEach(left::add);
        for (Entry capsule : of(Step.CAPSULE)) {
            left.addAll(groupOf(capsule).processes());
        }
        left.addAll(strayProcesses());
        return left;
    }

    /** What the agent's capsule had changed, unless it was persisted already or nothing was made yet. */
    public Optional<Harvest> harvest(String capsuleName) {
        if (reached(Step.PERSISTED)) {
            return Optional.empty();
        }
        for (Entry capsule : of(Step.CAPSULE)) {
            Path folder = Path.of(capsule.fact("folder"));
            if (folder.endsWith(capsuleName) && Files.isDirectory(folder)) {
                Path scratch = folder.resolve("repair");
                Folders.delete(scratch);
                String original = capsule.fact("original");
                return new CapsuleFolder(folder)
                        .harvest(
                                original.isEmpty() ? Optional.empty() : Optional.of(Path.of(original)),
                                baseOf(capsule),
                                scratch);
            }
        }
        return Optional.empty();
    }

    /** Whether HOME of that capsule has this name still, and its program was never started. */
    public boolean waitsFor(String capsuleName, String name) {
        return of(Step.CAPSULE).stream()
                .map(capsule -> Path.of(capsule.fact("folder")))
                .filter(folder -> folder.endsWith(capsuleName))
                .map(CapsuleFolder::new)
                .anyMatch(folder -> folder.hasInHome(name) && !folder.hasBegun());
    }

    /**
     * The same for a run that may have died between borrowing a base and its first capsule: no base of {@code bases}
     * is held for it afterwards.
     */
    public void remove(BaseStore bases) {
        bases.release(run);
        remove();
    }

    /** Removes what the run left: control groups, folders, its hold on the base, and its journal last (C30). */
    public void remove() {
        for (Entry capsule : of(Step.CAPSULE)) {
            groupOf(capsule).remove();
            baseOf(capsule).release(run);
        }
        WorktreeEntry.of(facts()).ifPresent(WorktreeEntry::remove);
        RunFolder.of(facts()).ifPresent(RunFolder::delete);
        journal.remove();
    }

    @Override
    public void close() {
        journal.close();
    }

    private List<Entry> of(Step step) {
        return entries.stream().filter(e -> e.step() == step).toList();
    }

    private static ControlGroup groupOf(Entry capsule) {
        return new ControlGroup(capsule.fact("groups").lines().map(Path::of).toList());
    }

    private static Base baseOf(Entry capsule) {
        Path folder = Path.of(capsule.fact("base"));
        return new Base(folder, folder.getFileName().toString());
    }

    private List<LiveProcess> recordedLeaders() {
        return of(Step.STARTED).stream()
                .filter(e -> !e.fact("leader").isEmpty() && e.fact("boot").equals(LiveProcess.boot()))
                .map(e -> new LiveProcess(Long.parseLong(e.fact("leader")), Long.parseLong(e.fact("since"))))
                .toList();
    }

    /** Processes that were on their way into a capsule when the supervisor died: they, or a parent, work in its folder. */
    private List<LiveProcess> strayProcesses() {
        Optional<RunFolder> folder = RunFolder.of(facts());
        if (folder.isEmpty()) {
            return List.of();
        }
        return ProcessHandle.allProcesses()
                .filter(p -> worksIn(p.pid(), folder.get().path()))
                .flatMap(p -> Stream.concat(Stream.of(p), p.descendants()))
                .flatMap(p -> LiveProcess.of(p.pid()).stream())
                .toList();
    }

    private static boolean worksIn(long pid, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).startsWith(folder);
        } catch (IOException e) {
            return false;
        }
    }
}
