package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A whole copy of a tree, and what became of it. Nothing marks what a program changed there, so every file is held
 * against its original, by content: size and time are the program's to set.
 */
record ClonedTree(Path original, Path copy) {

    /** Makes the copy: names, times, modes and links; blocks are shared where the file system can. */
    void fill() {
        HostProgram.Result result = new HostProgram(
                        List.of("cp", "--archive", "--reflink=auto", original + "/.", copy.toString()),
                        Map.of("PATH", LaunchEnvironment.SYSTEM_PATH, "LC_ALL", "C.UTF-8"))
                .run();
        if (!result.ok()) {
            throw new CordonException.Unavailable(Problem.of(
                    "clone-failed",
                    "The checkout can't be copied",
                    result.errors().isEmpty() ? "cp gave no reason" : result.errors(),
                    Problems.diskMend(result.errors()).orElse("free disk space under $CORDON_HOME")));
        }
    }

    /** Whether the copy's file at this path is its original still: content and executable bit. */
    boolean isUntouched(Path relative) throws IOException {
        Path before = original.resolve(relative);
        Path now = copy.resolve(relative);
        if (!Folders.leadsThroughFoldersOnly(original, relative)
                || !Files.isRegularFile(before, LinkOption.NOFOLLOW_LINKS)
                || !Files.isReadable(now)) {
            return false;
        }
        return isExecutable(before) == isExecutable(now) && Files.mismatch(before, now) < 0;
    }

    boolean isUntouchedLink(Path relative) throws IOException {
        Path before = original.resolve(relative);
        return Folders.leadsThroughFoldersOnly(original, relative)
                && Files.isSymbolicLink(before)
                && Files.readSymbolicLink(before).equals(Files.readSymbolicLink(copy.resolve(relative)));
    }

    private static boolean isExecutable(Path file) throws IOException {
        return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                .contains(PosixFilePermission.OWNER_EXECUTE);
    }

    /** What the original has and the copy has not, each folder for all below it; git directories are left out. */
    List<Path> missing() throws IOException {
        List<Path> missing = new ArrayList<>();
        Files.walkFileTree(original, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                Path relative = original.relativize(folder);
                if (folder.endsWith(".git")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!Files.isDirectory(copy.resolve(relative), LinkOption.NOFOLLOW_LINKS)) {
                    missing.add(relative);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path relative = original.relativize(file);
                if (!Files.exists(copy.resolve(relative), LinkOption.NOFOLLOW_LINKS)) {
                    missing.add(relative);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return missing;
    }
}
