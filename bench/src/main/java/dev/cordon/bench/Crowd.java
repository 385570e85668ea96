package dev.cordon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Random;

/**
 * Makes a home as large as one of many sessions, in seconds: for each a row in the key store and one with the anchors,
 * a file with a writer's lock, all in their places and of their usual size. No session opens them; they are what
 * lookups have to find their way through.
 */
final class Crowd {
    private static final int WRAPPED_KEY_BYTES = 140;
    private static final int HASH_BYTES = 32;

    private final Path home;
    private final Path file;
    private final Random random = new Random(3);

    /** @param file a session's, to be copied; the home is closed */
    Crowd(Path home, Path file) {
        this.home = home;
        this.file = file;
    }

    void add(int sessions) throws SQLException, IOException {
        try (Connection keys = unsafe("keys.db");
                Connection anchors = unsafe("anchors.db");
                PreparedStatement key = keys.prepareStatement("INSERT INTO wrapped_key VALUES (?, ?)");
                PreparedStatement anchor = anchors.prepareStatement("INSERT INTO head VALUES (?, 3, 1, ?)")) {
            for (int i = 0; i < sessions; i++) {
                String partition = HexFormat.of().formatHex(bytes(HASH_BYTES));
                key.setString(1, "partition/" + partition);
                key.setBytes(2, bytes(WRAPPED_KEY_BYTES));
                key.executeUpdate();
                anchor.setString(1, partition);
                anchor.setBytes(2, bytes(HASH_BYTES));
                anchor.executeUpdate();
                files(partition);
            }
            settle(keys);
            settle(anchors);
        }
    }

    /** Commits, and leaves as short a write-ahead log as a home in use has. */
    private static void settle(Connection connection) throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private void files(String partition) throws IOException {
        Path folder =
                home.resolve("partitions").resolve(partition.substring(0, 2)).resolve(partition.substring(2, 4));
        Files.createDirectories(folder);
        Files.copy(file, folder.resolve(partition + ".db"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(folder.resolve(partition + ".lock"));
    }

    /** Nothing here must survive a loss of power. */
    private Connection unsafe(String name) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(name));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous=OFF");
        }
        connection.setAutoCommit(false);
        return connection;
    }
}
