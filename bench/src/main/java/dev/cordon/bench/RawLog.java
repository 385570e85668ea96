package dev.cordon.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The peer of sessions: bodies in a table of one SQLite file, as durable as a session's (WAL, {@code FULL}). */
final class RawLog {
    static final String INSERT = "INSERT INTO record(body) VALUES (?)";

    private RawLog() {}

    /** A new file with an empty table; the caller closes the connection. */
    static Connection create(Path file) throws SQLException {
        Connection raw = connect(file);
        try (Statement statement = raw.createStatement()) {
            statement.execute("CREATE TABLE record(id INTEGER PRIMARY KEY, body BLOB)");
        }
        return raw;
    }

    static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL");
    }

    /** The newest {@code count} bodies, newest first. */
    static List<byte[]> last(Connection raw, int count) throws SQLException {
        List<byte[]> bodies = new ArrayList<>();
        try (PreparedStatement newest = raw.prepareStatement("SELECT body FROM record ORDER BY id DESC LIMIT ?")) {
            newest.setInt(1, count);
            try (ResultSet rows = newest.executeQuery()) {
                while (rows.next()) {
                    bodies.add(rows.getBytes(1));
                }
            }
        }
        return bodies;
    }
}
