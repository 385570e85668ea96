package dev.cordon.capsule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The children of a process, as the kernel lists them for its first thread: one read, where the JDK reads all of proc. */
final class ChildProcesses {
    private ChildProcesses() {}

    /** Only children of the first thread: meant for processes that have no other. Empty for one that is gone. */
    static List<Long> of(long pid) {
        try {
            String listed = Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children"));
            return Arrays.stream(listed.split(" "))
                    .filter(word -> !word.isBlank())
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            // Kernels can be built without this list.
            return ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::children)
                    .map(ProcessHandle::pid)
                    .toList();
        }
    }
}
