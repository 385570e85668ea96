package dev.cordon.bench;

import dev.cordon.core.Session;
import dev.cordon.memory.IndexCache;
import dev.cordon.memory.Memory;
import dev.cordon.memory.MemoryKind;
import dev.cordon.memory.Query;
import dev.cordon.memory.Remember;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Recall by words over 1,000 remembered items of 20 words, ten hits each. The first recall of a session builds its
 * index; the first of a process loads and compiles what builds it, too.
 */
final class RecallBench {
    private static final int ITEMS = 1_000;
    private static final int WORDS = 20;

    private final Path folder;
    private final Figures figures;
    private final int sessions;
    private final int recalls;
    private final Words words = new Words(1);
    private long hits;

    RecallBench(Path folder, Figures figures, int sessions, int recalls) {
        this.folder = folder;
        this.figures = figures;
        this.sessions = sessions;
        this.recalls = recalls;
    }

    void measure() throws Exception {
        try (Home home = new Home(folder.resolve("recall"));
                IndexCache indexes = new IndexCache(IndexCache.USUAL_BYTES)) {
            List<Session> filled = new ArrayList<>();
            for (int i = 0; i <= sessions; i++) {
                filled.add(filled(home, indexes));
            }
            double veryFirst = first(home, indexes, filled.getFirst()) / 1e6;
            List<Long> firsts = new ArrayList<>();
            for (Session session : filled.subList(1, filled.size())) {
                firsts.add(first(home, indexes, session));
            }
            figures.row("first recall over 1,000 records, the process's first", veryFirst, "≤ 60 ms");
            figures.row("first recall over 1,000 records", Times.median(firsts), "≤ 60 ms");
            later(home, indexes, filled.getLast());
        }
    }

    private Session filled(Home home, IndexCache indexes) {
        Session session = home.create();
        Memory memory = home.memory(session, indexes);
        for (int i = 0; i < ITEMS; i++) {
            memory.remember(new Remember(MemoryKind.WORKING, words.text(WORDS)));
        }
        session.close();
        return session;
    }

    private long first(Home home, IndexCache indexes, Session closed) throws Exception {
        try (Session session = home.open(closed)) {
            Memory memory = home.memory(session, indexes);
            return Figures.time(() -> recall(memory));
        }
    }

    private void later(Home home, IndexCache indexes, Session closed) throws Exception {
        try (Session session = home.open(closed)) {
            Memory memory = home.memory(session, indexes);
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < 2 * recalls; i++) {
                long took = Figures.time(() -> recall(memory));
                if (i >= recalls) {
                    times.add(took);
                }
            }
            if (hits < recalls) {
                throw new IllegalStateException("words that were remembered are not found");
            }
            figures.row("recall over 1,000 records, p50", Times.median(times), "");
            figures.row("recall over 1,000 records, p99", Times.p99(times), "≤ 3 ms");
        }
    }

    private void recall(Memory memory) {
        hits += memory.recall(Query.of(words.text(3))).hits().size();
    }
}
