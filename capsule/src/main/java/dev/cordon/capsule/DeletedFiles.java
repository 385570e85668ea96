package dev.cordon.capsule;

import dev.cordon.capsule.Folders.Size;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The files that a capsule's processes deleted and still hold open: they take space where no folder shows it. To find
 * them is to look at every descriptor, of which a capsule can have a million, so a search goes on for a moment at a
 * time and its caller says how long that is (C34). What it finds is true for the time that the search took. For one
 * thread.
 */
final class DeletedFiles implements AutoCloseable {
    /** Files without a name that are memory, and bounded as such. */
    private static final List<String> MEMORY = List.of("/memfd:", "/dev/shm/", "/SYSV", "/dev/zero");

    private final long leader;
    private final Deque<Long> processes = new ArrayDeque<>();
    private final Map<Object, Long> sizes = new HashMap<>();
    private DirectoryStream<Path> open = NOTHING_OPEN;
    private Iterator<Path> descriptors = Collections.emptyIterator();
    private boolean searching;
    private Size found = Size.NOTHING;

    /** @param leader the first process of the capsule */
    DeletedFiles(long leader) {
        this.leader = leader;
    }

    /** What the last search that came to its end found, each file once. */
    Size found() {
        return found;
    }

    /**
     * Searches on, or anew when the last search has ended.
     *
     * @param nanos about how long
     * @return whether a search came to its end in this time
     */
    boolean search(long nanos) {
        long end = System.nanoTime() + nanos;
        if (!searching) {
            begin();
        }
        do {
            if (!step()) {
                searching = false;
                found = new Size(
                        sizes.values().stream().mapToLong(Long::longValue).sum(), sizes.size());
                return true;
            }
        } while (System.nanoTime() < end);
        return false;
    }

    private void begin() {
        searching = true;
        sizes.clear();
        processes.clear();
        processes.addAll(WritingProcesses.of(leader));
        next(NOTHING_OPEN);
    }

    /** Looks at one descriptor; false when there is none left. */
    private boolean step() {
        try {
            if (descriptors.hasNext()) {
                add(descriptors.next());
                return true;
            }
        } catch (DirectoryIteratorException e) {
            // The process has ended.
        }
        Long process = processes.poll();
        next(process == null ? NOTHING_OPEN : openFilesOf(process));
        return process != null;
    }

    private void next(DirectoryStream<Path> stream) {
        close();
        open = stream;
        descriptors = stream.iterator();
    }

    @SuppressWarnings("StreamResourceLeak") // the next one, and close, close it
    private static DirectoryStream<Path> openFilesOf(long process) {
        try {
            return Files.newDirectoryStream(Path.of("/proc/" + process + "/fd"));
        } catch (IOException e) {
            return NOTHING_OPEN;
        }
    }

    private void add(Path descriptor) {
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

    @Override
    public void close() {
        try {
            open.close();
        } catch (IOException ignored) {
            // It was only read.
        }
    }

    private static final DirectoryStream<Path> NOTHING_OPEN = new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
            return Collections.emptyIterator();
        }

        @Override
        public void close() {}
    };
}
