package dev.cordon.bench;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Entry;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A durable append of 300 bytes to one session, beside an insert of them into a SQLite file that is as durable. */
@State(Scope.Benchmark)
public class JmhAppend {
    private static final byte[] BODY = new byte[300];
    private static final Author AUTHOR = Author.user("bench");

    private Home home;
    private Session session;
    private Connection raw;
    private PreparedStatement insert;

    @Setup
    public void open() throws Exception {
        Path folder = Files.createTempDirectory("append");
        home = new Home(folder);
        session = home.create();
        raw = RawLog.create(folder.resolve("raw.db"));
        insert = raw.prepareStatement(RawLog.INSERT);
    }

    @Benchmark
    public Entry append() {
        return session.append(Kind.NOTE, Bytes.copyOf(BODY), AUTHOR);
    }

    @Benchmark
    public int insert() throws SQLException {
        insert.setBytes(1, BODY);
        return insert.executeUpdate();
    }

    @TearDown
    public void close() throws SQLException {
        session.close();
        home.close();
        raw.close();
    }
}
