package dev.cordon.bench;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A session that no handle is open on, opened for writing, and its last 20 records of 300 bytes. */
final class OpenBench {
    private static final int RECORDS = 100;
    private static final int LAST = 20;

    private final Path folder;
    private final Figures figures;
    private final int sessions;

    OpenBench(Path folder, Figures figures, int sessions) {
        this.folder = folder;
        this.figures = figures;
        this.sessions = sessions;
    }

    void measure() throws Exception {
        try (Home home = new Home(folder.resolve("open"))) {
            List<Session> closed = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                closed.add(filled(home));
            }
            rounds(home, closed);
            List<Long> times = rounds(home, closed);
            figures.row("cold open and last 20 records, p50", Times.median(times), "");
            figures.row("cold open and last 20 records, p99", Times.p99(times), "≤ 5 ms");
        }
    }

    private static Session filled(Home home) {
        Session session = home.create();
        for (int i = 0; i < RECORDS; i++) {
            session.append(Kind.NOTE, Bytes.copyOf(new byte[300]), Author.user("bench"));
        }
        session.close();
        return session;
    }

    /** Each session five times, never twice in a row. */
    private static List<Long> rounds(Home home, List<Session> closed) throws Exception {
        List<Long> times = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (Session session : closed) {
                times.add(openAndRead(home, session));
            }
        }
        return times;
    }

    private static long openAndRead(Home home, Session closed) throws Exception {
        long begin = System.nanoTime();
        try (Session session = home.open(closed)) {
            long head = session.head().sequence();
            int read = session.read(Kind.NOTE, head - LAST).size();
            long took = System.nanoTime() - begin;
            if (read != LAST) {
                throw new IllegalStateException("read " + read + " records");
            }
            return took;
        }
    }
}
