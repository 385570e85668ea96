package dev.cordon.bench;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A closed session of 100 records opened for writing, its last 20 of 300 bytes read, and closed; beside a SQLite file
 * with the same bodies. Twenty of each, in turn.
 */
@State(Scope.Benchmark)
public class JmhOpen {
    private static final int PLACES = 20;
    private static final int RECORDS = 100;
    private static final int LAST = 20;
    private static final byte[] BODY = new byte[300];

    private final List<Session> closed = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private int next;
    private Home home;

    @Setup
    public void fill() throws Exception {
        Path folder = Files.createTempDirectory("open");
        home = new Home(folder);
        for (int i = 0; i < PLACES; i++) {
            closed.add(session());
            files.add(file(folder.resolve(i + ".db")));
        }
    }

    private Session session() {
        try (Session session = home.create()) {
            for (int i = 0; i < RECORDS; i++) {
                session.append(Kind.NOTE, Bytes.copyOf(BODY), Author.user("bench"));
            }
            return session;
        }
    }

    private static Path file(Path file) throws SQLException {
        try (Connection raw = RawLog.create(file);
                PreparedStatement insert = raw.prepareStatement(RawLog.INSERT)) {
            for (int i = 0; i < RECORDS; i++) {
                insert.setBytes(1, BODY);
                insert.executeUpdate();
            }
        }
        return file;
    }

    @Benchmark
    public int open() {
        try (Session session = home.open(closed.get(place()))) {
            long head = session.head().sequence();
            return whole(session.read(Kind.NOTE, head - LAST).size());
        }
    }

    @Benchmark
    public int connect() throws SQLException {
        try (Connection raw = RawLog.connect(files.get(place()))) {
            return whole(RawLog.last(raw, LAST).size());
        }
    }

    private int place() {
        next = (next + 1) % PLACES;
        return next;
    }

    private static int whole(int read) {
        if (read != LAST) {
            throw new IllegalStateException("read " + read + " records");
        }
        return read;
    }

    @TearDown
    public void close() {
        home.close();
    }
}
