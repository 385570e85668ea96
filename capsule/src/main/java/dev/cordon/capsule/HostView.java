package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of the host that every capsule sees, all read-only: its programs and libraries under {@code /usr}, and of
 * {@code /etc} what {@link SystemFiles} shows. Immutable.
 */
final class HostView {
    private static final List<String> MERGED = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

    /**
     * Files of {@code /proc} that belong to the machine and not to a process: what can be written is shown read-only,
     * what tells of the machine is hidden. The lists are those that OCI runtimes agree on (runc, default spec).
     */
    private static final List<String> PROC_READ_ONLY = List.of("bus", "fs", "irq", "sys", "sysrq-trigger");

    private static final List<String> PROC_HIDDEN = List.of(
            "acpi",
            "asound",
            "interrupts",
            "kcore",
            "keys",
            "kpagecgroup",
            "kpagecount",
            "kpageflags",
            "latency_stats",
            "mtrr",
            "sched_debug",
            "scsi",
            "timer_list",
            "timer_stats",
            "vmallocinfo");

    private static final Path PROC = Path.of("/proc");
    private static final Path MACHINES_SETTING = PROC.resolve("sys/kernel/core_pattern");

    private final List<Entry> entries;
    private final List<Entry> overProc;

    HostView(List<Entry> entries, List<Entry> overProc) {
        this.entries = List.copyOf(entries);
        this.overProc = List.copyOf(overProc);
    }

    /** One thing that a capsule sees. */
    sealed interface Entry {
        record ReadOnly(Path path, String inside) implements Entry {}

        record Link(String target, String inside) implements Entry {}
    }

    List<Entry> entries() {
        return entries;
    }

    /** What covers parts of {@code /proc}, once that is mounted. */
    List<Entry> overProc() {
        return overProc;
    }

    /** Looks at this host once; {@code skeleton} is a folder of Cordon's for the files of {@code /etc}. */
    static HostView of(Path skeleton) {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry.ReadOnly(Path.of("/usr"), "/usr"));
        try {
            for (String name : MERGED) {
                addMerged(Path.of(name), entries);
            }
            entries.addAll(new SystemFiles(skeleton).ofHost());
        } catch (IOException e) {
            throw Problems.disk("look at the host's system folders", e);
        }
        return new HostView(entries, overProc(Folders.create(skeleton.resolve("empty"))));
    }

    /** Of the host only the files that Cordon writes: programs and libraries are an image's. */
    static HostView ofImage(Path skeleton) {
        try {
            return new HostView(new SystemFiles(skeleton).ofCordon(), List.of());
        } catch (IOException e) {
            throw Problems.disk("write system files for capsules", e);
        }
    }

    /** Paths that no capsule may read; some are not on every kernel. */
    static List<String> hiddenInProc() {
        return PROC_HIDDEN.stream().map(name -> PROC.resolve(name).toString()).toList();
    }

    /** Paths that no capsule may write to. */
    static List<String> readOnlyInProc() {
        return PROC_READ_ONLY.stream()
                .map(name -> PROC.resolve(name).toString())
                .toList();
    }

    /**
     * The kernel lets the machine's root write its settings without any capability, and a capsule of root's still is
     * root to that check. Where this user can't write them, no capsule of this user's can, and none is covered.
     */
    private static List<Entry> overProc(Path empty) {
        List<Entry> over = new ArrayList<>();
        if (!Files.isWritable(MACHINES_SETTING)) {
            return over;
        }
        for (String name : PROC_READ_ONLY) {
            Path path = PROC.resolve(name);
            if (Files.exists(path)) {
                over.add(new Entry.ReadOnly(path, path.toString()));
            }
        }
        for (String name : PROC_HIDDEN) {
            Path path = PROC.resolve(name);
            if (Files.exists(path)) {
                over.add(new Entry.ReadOnly(Files.isDirectory(path) ? empty : Path.of("/dev/null"), path.toString()));
            }
        }
        return over;
    }

    private static void addMerged(Path path, List<Entry> entries) throws IOException {
        if (Files.isSymbolicLink(path)) {
            entries.add(new Entry.Link(Files.readSymbolicLink(path).toString(), path.toString()));
        } else if (Files.isDirectory(path)) {
            entries.add(new Entry.ReadOnly(path, path.toString()));
        }
    }
}
