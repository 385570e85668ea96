package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of the host that every capsule sees, all read-only: its programs and libraries under {@code /usr}, and of
 * {@code /etc} the few files that programs need and that hold no secret. Names of users, hosts and resolvers come from
 * a skeleton that Cordon writes. Immutable.
 */
final class HostView {
    private static final List<String> MERGED = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

    private static final Path ETC_FOLDER = Path.of("/etc");

    /** Of maven its settings are left out: they may hold a server's password. */
    private static final List<String> ETC = List.of(
            "alternatives",
            "bash.bashrc",
            "ca-certificates",
            "ca-certificates.conf",
            "crypto-policies",
            "debian_version",
            "fonts",
            "java",
            "java-*-openjdk",
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "localtime",
            "magic",
            "magic.mime",
            "maven/m2.conf",
            "maven/logging",
            "mime.types",
            "openssl",
            "os-release",
            "pki/ca-trust",
            "pki/java",
            "pki/tls/certs",
            "perl",
            "profile",
            "protocols",
            "python3*",
            "services",
            "ssl/certs",
            "ssl/openssl.cnf",
            "terminfo",
            "timezone");

    private static final List<SkeletonFile> SKELETON = List.of(
            new SkeletonFile(
                    "passwd",
                    "agent:x:1000:1000:agent:/home/agent:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"),
            new SkeletonFile("group", "agent:x:1000:\nnogroup:x:65534:\n"),
            new SkeletonFile("hosts", "127.0.0.1 localhost capsule\n::1 localhost\n"),
            new SkeletonFile("hostname", "capsule\n"),
            new SkeletonFile("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
            new SkeletonFile("resolv.conf", "# A capsule resolves no names: its proxy does.\n"));

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

    private record SkeletonFile(String name, String content) {}

    List<Entry> entries() {
        return entries;
    }

    /** What covers parts of {@code /proc}, once that is mounted. */
    List<Entry> overProc() {
        return overProc;
    }

    /** Looks at this host once; {@code skeleton} is a folder of Cordon's for the files of {@code /etc} that it writes. */
    static HostView of(Path skeleton) {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry.ReadOnly(Path.of("/usr"), "/usr"));
        try {
            for (String name : MERGED) {
                addMerged(Path.of(name), entries);
            }
            for (String name : ETC) {
                addMatching(name, entries);
            }
            Folders.create(skeleton);
            for (SkeletonFile file : SKELETON) {
                entries.add(write(skeleton, file));
            }
        } catch (IOException e) {
            throw Problems.disk("look at the host's system folders", e);
        }
        return new HostView(entries, overProc(Folders.create(skeleton.resolve("empty"))));
    }

    /** Of the host only the files that Cordon writes: programs and libraries are an image's. */
    static HostView ofImage(Path skeleton) {
        List<Entry> entries = new ArrayList<>();
        try {
            Folders.create(skeleton);
            for (SkeletonFile file : SKELETON) {
                entries.add(write(skeleton, file));
            }
        } catch (IOException e) {
            throw Problems.disk("write system files for capsules", e);
        }
        return new HostView(entries, List.of());
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

    /** A name directly in the folder may end in any version. */
    private static void addMatching(String name, List<Entry> entries) throws IOException {
        if (!name.contains("*")) {
            addReal(ETC_FOLDER.resolve(name), entries);
            return;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(ETC_FOLDER, name)) {
            for (Path path : found) {
                addReal(path, entries);
            }
        }
    }

    private static void addReal(Path path, List<Entry> entries) throws IOException {
        if (Files.exists(path)) {
            entries.add(new Entry.ReadOnly(path.toRealPath(), path.toString()));
        }
    }

    private static Entry write(Path skeleton, SkeletonFile file) throws IOException {
        Path path = skeleton.resolve(file.name());
        if (!Files.exists(path) || !Files.readString(path).equals(file.content())) {
            Path draft = Files.createTempFile(skeleton, file.name(), ".new");
            Files.writeString(draft, file.content());
            Files.move(draft, path, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        }
        return new Entry.ReadOnly(path, "/etc/" + file.name());
    }
}
