package dev.cordon.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What runs left on this machine, of those whose state lies in {@code home}. A process counts by its environment, its
 * folder or its mounts: one in a mount namespace of a capsule has mounts that come from that folder.
 */
record Leftovers(Path home) {
    private static final Path PROC = Path.of("/proc");
    private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");

    /** Counts, and what was counted, for people to read. */
    record Count(List<String> processes, List<String> mounts, List<String> groups, List<String> folders) {
        boolean nothing() {
            return processes.isEmpty() && mounts.isEmpty() && groups.isEmpty() && folders.isEmpty();
        }

        @Override
        public String toString() {
            return "processes and their namespaces %d, mounts %d, control groups %d, folders and sockets %d"
                    .formatted(processes.size(), mounts.size(), groups.size(), folders.size());
        }
    }

    /** @param runs ids of the runs whose control groups are looked for */
    Count count(List<String> runs) throws IOException {
        return new Count(processes(), mounts(), groups(runs), folders());
    }

    private List<String> processes() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(PROC)) {
            for (Path process : all.toList()) {
                String pid = process.getFileName().toString();
                boolean other = pid.chars().allMatch(Character::isDigit)
                        && Long.parseLong(pid) != ProcessHandle.current().pid();
                if (other && isOurs(process)) {
                    found.add(pid + " " + text(process.resolve("cmdline")).replace('\0', ' '));
                }
            }
        }
        return found;
    }

    private boolean isOurs(Path process) {
        String name = home.getFileName().toString();
        return text(process.resolve("environ")).contains("CORDON_HOME=" + home)
                || link(process.resolve("cwd")).contains(name)
                || text(process.resolve("mountinfo")).contains(name);
    }

    private List<String> mounts() {
        String name = home.getFileName().toString();
        return text(PROC.resolve("self/mountinfo"))
                .lines()
                .filter(line -> line.contains(name))
                .toList();
    }

    private static List<String> groups(List<String> runs) throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(CONTROL_GROUPS, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (runs.stream()
                        .anyMatch(run -> folder.getFileName().toString().contains(run))) {
                    found.add(folder.toString());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** Folders of runs, their journals and sockets, and holds on base trees. */
    private List<String> folders() throws IOException {
        List<String> found = new ArrayList<>();
        for (String part : List.of("runs", "journal", "s")) {
            found.addAll(children(home.resolve(part)));
        }
        if (Files.isDirectory(home.resolve("bases"))) {
            try (Stream<Path> all = Files.find(
                    home.resolve("bases"),
                    4,
                    (path, _) -> path.getFileName().toString().equals("uses"))) {
                for (Path uses : all.toList()) {
                    found.addAll(children(uses));
                }
            }
        }
        return found;
    }

    private static List<String> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(Path::toString).toList();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static String link(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
