package dev.cordon.stores.sqlite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Keeps at most so many handles open, the least recently used go first: an open session is no database handle (one
 * costs 184 kB and three descriptors). Thread-safe; a handle is used by one thread at a time.
 */
final class HandlePool implements AutoCloseable {
    private static final class Handle {
        private final Path file;
        private int users;
        private Database database;

        Handle(Path file, Database database) {
            this.file = file;
            this.database = database;
        }
    }

    private final int capacity;
    private final Function<Path, Database> opener;
    private final Map<Path, Handle> handles = new LinkedHashMap<>(16, 0.75f, true);

    HandlePool(int capacity, Function<Path, Database> opener) {
        this.capacity = capacity;
        this.opener = opener;
    }

    /** Runs {@code work} on the file's handle, opened where it isn't. */
    <T> T with(Path file, Function<Database, T> work) {
        Handle handle = borrow(file);
        try {
            synchronized (handle) {
                return work.apply(handle.database);
            }
        } finally {
            giveBack(handle);
        }
    }

    private synchronized Handle borrow(Path file) {
        Handle handle = handles.get(file);
        if (handle == null) {
            handle = new Handle(file, opener.apply(file));
            handles.put(file, handle);
        }
        handle.users++;
        return handle;
    }

    private synchronized void giveBack(Handle handle) {
        handle.users--;
        Iterator<Handle> eldest = handles.values().iterator();
        while (handles.size() > capacity && eldest.hasNext()) {
            Handle candidate = eldest.next();
            if (candidate.users == 0) {
                candidate.database.close();
                eldest.remove();
            }
        }
        if (handle.users == 0 && handles.get(handle.file) != handle) {
            handle.database.close();
        }
    }

    /** Closes the file's handle; one in use is closed when its user is done. */
    synchronized void drop(Path file) {
        Handle handle = handles.remove(file);
        if (handle != null && handle.users == 0) {
            handle.database.close();
        }
    }

    @Override
    public synchronized void close() {
        List<Path> files = new ArrayList<>(handles.keySet());
        files.forEach(this::drop);
    }
}
