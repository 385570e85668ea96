package dev.cordon.capsule;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A file without a name, for libraries that write to a descriptor. Owned by its maker; not thread-safe. */
record MemoryFile(int descriptor) implements AutoCloseable {
    /** More than the kernel takes of a filter (BPF_MAXINSNS, 4096 of 8 bytes). */
    private static final int BOUND = 1 << 16;

    static MemoryFile create() throws IOException {
        return new MemoryFile((int) Libc.createMemoryFile("cordon").orThrow("memfd_create"));
    }

    /** All that was written, at most 64 KiB. */
    byte[] content() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BOUND);
            long read = Libc.readAt(descriptor, buffer, 0).orThrow("pread");
            return buffer.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }
}
