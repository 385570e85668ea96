package dev.cordon.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The peer of recall: texts in a table of SQLite's FTS5, which ranks by BM25 as well. For one thread. */
final class FullText implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement search;

    FullText(Path file, List<String> texts) throws SQLException {
        connection = RawLog.connect(file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE VIRTUAL TABLE item USING fts5(text)");
        }
        insert(texts);
        search = connection.prepareStatement("SELECT text FROM item WHERE item MATCH ? ORDER BY rank LIMIT ?");
    }

    private void insert(List<String> texts) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO item(text) VALUES (?)")) {
            for (String text : texts) {
                insert.setString(1, text);
                insert.executeUpdate();
            }
        }
        connection.setAutoCommit(true);
    }

    /** The texts with any of the words, best first. */
    List<String> anyOf(String words, int most) throws SQLException {
        search.setString(1, words.replace(" ", " OR "));
        search.setInt(2, most);
        List<String> found = new ArrayList<>();
        try (ResultSet rows = search.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    @Override
    public void close() throws SQLException {
        search.close();
        connection.close();
    }
}
