package dev.cordon.bench;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a session that is open and does nothing keeps of the heap, when everything that can go is gone. */
final class IdleBench {
    private static final int RECORDS = 3;

    private final Path folder;
    private final Figures figures;
    private final int sessions;

    IdleBench(Path folder, Figures figures, int sessions) {
        this.folder = folder;
        this.figures = figures;
        this.sessions = sessions;
    }

    void measure() throws Exception {
        try (Home home = new Home(folder.resolve("idle"))) {
            List<Session> open = new ArrayList<>();
            // The pool of database handles is full before the first figure is taken.
            open(home, open, HANDLES);
            long before = usedHeap();
            open(home, open, sessions);
            long each = (usedHeap() - before) / sessions;
            figures.row("heap per open idle session, of " + sessions, each + " bytes", "", "", "≤ 4 kB");
            open.forEach(Session::close);
        }
    }

    private static final int HANDLES = 512;

    private static void open(Home home, List<Session> open, int count) {
        for (int i = 0; i < count; i++) {
            Session session = home.create();
            for (int record = 0; record < RECORDS; record++) {
                session.append(Kind.NOTE, Bytes.copyOf(new byte[300]), Author.user("bench"));
            }
            open.add(session);
        }
    }

    private static long usedHeap() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(100);
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
