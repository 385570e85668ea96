package dev.cordon.stores.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** One real PostgreSQL for all tests of a JVM, started before the first and stopped after the last. */
public final class Server implements LauncherSessionListener {
    private static EmbeddedPostgres shared;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            shared = start();
        } catch (IOException e) {
            throw new UncheckedIOException("without a PostgreSQL there is no test of this store", e);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        try {
            shared.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EmbeddedPostgres shared() {
        return shared;
    }

    private static EmbeddedPostgres start() throws IOException {
        return durable().start();
    }

    /** Another server, with its data in {@code data}, which its caller closes. */
    static EmbeddedPostgres start(Path data) throws IOException {
        return durable().setDataDirectory(data).start();
    }

    /** As servers are that keep what they acknowledge; the library's default is not. */
    private static EmbeddedPostgres.Builder durable() {
        return EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "60")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("autovacuum", "off");
    }

    /** Runs statements as the role of {@code source}, and gives the first column of the last one's rows. */
    static List<String> run(DataSource source, String... statements) throws SQLException {
        try (Connection on = source.getConnection()) {
            return run(on, statements);
        }
    }

    static List<String> run(Connection on, String... statements) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Statement statement = on.createStatement()) {
            for (String sql : statements) {
                answers.clear();
                if (statement.execute(sql)) {
                    try (ResultSet rows = statement.getResultSet()) {
                        while (rows.next()) {
                            answers.add(rows.getString(1));
                        }
                    }
                }
            }
        }
        return answers;
    }
}
