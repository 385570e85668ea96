package dev.cordon.capsule;

import dev.cordon.capsule.Journal.Entry;
import dev.cordon.capsule.Journal.Step;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A run whose supervisor died. Its journal is held by this object, so that nobody else repairs it at the same time;
 * {@link #remove} ends it for good, {@link #close} leaves it for a later repair.
 */
public final class DeadRun implements AutoCloseable {
    private final Journal journal;
    private final List<Entry> entries;
    private final String run;

    private DeadRun(Journal journal, String run) {
        this.journal = journal;
        this.entries = journal.entries();
        this.run = run;
    }

    /** The runs in this folder of journals that nobody supervises any more. */
    public static List<DeadRun> in(Path journals) {
        List<DeadRun> dead = new ArrayList<>();
        if (!Files.isDirectory(journals)) {
            return dead;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(journals, "*.jsonl")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                Journal.takeOver(file)
                        .ifPresent(j -> dead.add(new DeadRun(j, name.substring(0, name.length() - ".jsonl".length()))));
            }
        } catch (IOException e) {
            throw Problems.disk("read the journals of runs", e);
        }
        return dead;
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

    /** Ends every process that the run left and waits until none is left. */
    public void stop() {
        for (Entry capsule : of(Step.CAPSULE)) {
            groupOf(capsule).kill();
        }
        List<LiveProcess> left = new ArrayList<>(recordedLeaders());
        left.addAll(strayProcesses());
        left.forEach(LiveProcess::kill);
        long deadline = System.nanoTime() + Capsule.DEATH_PATIENCE.toNanos();
        while (left.stream().anyMatch(LiveProcess::stillRuns) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** What the agent's capsule had changed, unless it was persisted already or nothing was made yet. */
    public Optional<Harvest> harvest(String capsuleName) {
        if (reached(Step.PERSISTED)) {
            return Optional.empty();
        }
        for (Entry capsule : of(Step.CAPSULE)) {
            Path folder = Path.of(capsule.fact("folder"));
            if (folder.endsWith(capsuleName) && Files.isDirectory(folder.resolve("upper"))) {
                Base base = baseOf(capsule);
                Path scratch = folder.resolve("repair");
                Folders.delete(scratch);
                return Optional.of(Harvest.of(folder.resolve("upper"), base, scratch));
            }
        }
        return Optional.empty();
    }

    /** Removes what the run left: control groups, folders, its hold on the base, and its journal last (C30). */
    public void remove() {
        for (Entry capsule : of(Step.CAPSULE)) {
            groupOf(capsule).remove();
            baseOf(capsule).release(run);
        }
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
                .filter(e -> !e.fact("leader").isEmpty())
                .map(e -> new LiveProcess(Long.parseLong(e.fact("leader")), Long.parseLong(e.fact("since"))))
                .toList();
    }

    /** Processes that were on their way into a capsule when the supervisor died: they work in its folder. */
    private List<LiveProcess> strayProcesses() {
        Optional<RunFolder> folder = RunFolder.of(facts());
        if (folder.isEmpty()) {
            return List.of();
        }
        return ProcessHandle.allProcesses()
                .filter(p -> worksIn(p.pid(), folder.get().path()))
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
