package dev.cordon.bench;

import dev.cordon.core.Session;
import dev.cordon.memory.IndexCache;
import dev.cordon.memory.Memory;
import dev.cordon.memory.MemoryKind;
import dev.cordon.memory.Query;
import dev.cordon.memory.Remember;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Recall of three words over 1,000 items of 20 words, ten hits, with the index built; beside SQLite's full-text search
 * for any of the words in the same texts, in clear.
 */
@State(Scope.Benchmark)
public class JmhRecall {
    private static final int ITEMS = 1_000;

    private List<String> queries;
    private int next;
    private long hits;
    private Home home;
    private IndexCache indexes;
    private Session session;
    private Memory memory;
    private FullText peer;

    @Setup
    public void fill() throws Exception {
        Path folder = Files.createTempDirectory("recall");
        Words words = new Words(1);
        List<String> texts = Stream.generate(() -> words.text(20)).limit(ITEMS).toList();
        queries = Stream.generate(() -> words.text(3)).limit(ITEMS).toList();
        home = new Home(folder);
        indexes = new IndexCache(IndexCache.USUAL_BYTES);
        session = home.create();
        memory = home.memory(session, indexes);
        for (String text : texts) {
            memory.remember(new Remember(MemoryKind.WORKING, text));
        }
        peer = new FullText(folder.resolve("texts.db"), texts);
    }

    @Benchmark
    public int recall() {
        return found(memory.recall(Query.of(query())).hits().size());
    }

    @Benchmark
    public int fullText() throws SQLException {
        return found(peer.anyOf(query(), Query.USUAL_HITS).size());
    }

    private String query() {
        next = (next + 1) % queries.size();
        return queries.get(next);
    }

    private int found(int count) {
        hits += count;
        return count;
    }

    @TearDown
    public void close() throws SQLException {
        session.close();
        indexes.close();
        home.close();
        peer.close();
        if (hits == 0) {
            throw new IllegalStateException("words that were remembered are not found");
        }
    }
}
