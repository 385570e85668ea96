package dev.cordon.capsule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A capsule's processes, and what they wrote. All of it is a moment's view of processes that go on: what can't be read
 * has ended meanwhile.
 */
final class WritingProcesses {
    private WritingProcesses() {}

    /** The first process of a capsule and all below it, but for its relay: what that carries goes to no disk. */
    static List<Long> of(long leader) {
        return Stream.concat(
                        Stream.of(leader),
                        ProcessHandle.of(leader).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid)
                                .filter(process -> !NetworkRelay.isPartOf(leader, process)))
                .toList();
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
