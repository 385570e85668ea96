package dev.cordon.capsule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a capsule's processes hold on the disk where no folder shows it. All of it is a moment's view of processes that
 * go on: what can't be read has ended meanwhile.
 */
final class OpenFiles {
    /** Files without a name that are memory, and bounded as such. */
    private static final List<String> MEMORY = List.of("/memfd:", "/dev/shm/", "/SYSV", "/dev/zero");

    private OpenFiles() {}

    /** The first process of a capsule and all below it. */
    static List<Long> processes(long leader) {
        return Stream.concat(
                        Stream.of(leader),
                        ProcessHandle.of(leader).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid))
                .toList();
    }

    /** Bytes of the files that are deleted and still open, each once. */
    static long deletedBytes(List<Long> processes) {
        Map<Object, Long> sizes = new HashMap<>();
        for (long process : processes) {
            try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + process + "/fd"))) {
                open.forEach(descriptor -> addDeleted(descriptor, sizes));
            } catch (IOException | DirectoryIteratorException ignored) {
                // It has ended.
            }
        }
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void addDeleted(Path descriptor, Map<Object, Long> sizes) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (MEMORY.stream().anyMatch(target::startsWith)) {
                return;
            }
            Map<String, Object> attributes = Files.readAttributes(descriptor, "unix:nlink,size,fileKey,isRegularFile");
            if (Boolean.TRUE.equals(attributes.get("isRegularFile"))
                    && Integer.valueOf(0).equals(attributes.get("nlink"))
                    && attributes.get("size") instanceof Long size) {
                sizes.put(attributes.getOrDefault("fileKey", descriptor), size);
            }
        } catch (IOException ignored) {
            // It was closed.
        }
    }

    /**
     * Bytes that they, and those of their children that ended, ever sent to storage (proc(5), {@code /proc/PID/io}).
     *
     * @param inMemory whether the file system lies in memory: of that, the kernel counts what was written to anything
     */
    static long writtenBytes(List<Long> processes, boolean inMemory) {
        return processes.stream()
                .mapToLong(process -> writtenBytes(process, inMemory))
                .sum();
    }

    private static long writtenBytes(long process, boolean inMemory) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/io"))) {
            return lines.map(line -> line.split(": "))
                    .mapToLong(words -> written(words[0], Long.parseLong(words[1]), inMemory))
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static long written(String name, long bytes, boolean inMemory) {
        return switch (name) {
            case "wchar" -> inMemory ? bytes : 0;
            case "write_bytes" -> inMemory ? 0 : bytes;
            case "cancelled_write_bytes" -> inMemory ? 0 : -bytes;
            default -> 0;
        };
    }
}
