package dev.cordon.tck.capsule;

import dev.cordon.tools.Digests;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** What a tree holds: each entry's name with its mode and a hash of its content. Equal means byte-identical. */
record TreeHash(Map<String, String> entries) {
    TreeHash {
        entries = Map.copyOf(entries);
    }

    static TreeHash of(Path root) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        if (Files.exists(root)) {
            Files.walkFileTree(root, new Visitor(root, entries));
        }
        return new TreeHash(entries);
    }

    /** The first few names that differ; empty when nothing does. */
    String difference(TreeHash later) {
        StringBuilder text = new StringBuilder();
        var names = new java.util.TreeSet<>(entries.keySet());
        names.addAll(later.entries.keySet());
        names.stream()
                .filter(name -> !entries.getOrDefault(name, "").equals(later.entries.getOrDefault(name, "")))
                .limit(3)
                .forEach(name -> text.append(text.isEmpty() ? "" : ", ").append(name));
        return text.toString();
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Map<String, String> entries;

        Visitor(Path root, Map<String, String> entries) {
            this.root = root;
            this.entries = entries;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            return visitFile(folder, attributes);
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
            String content = "";
            if (attributes.isRegularFile()) {
                content = Digests.sha256(path);
            } else if (attributes.isSymbolicLink()) {
                content = Files.readSymbolicLink(path).toString();
            }
            entries.put(
                    root.relativize(path).toString(),
                    Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) + " " + content);
            return FileVisitResult.CONTINUE;
        }

        /** A live neighbour may remove what it made a moment ago. */
        @Override
        public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }
}
