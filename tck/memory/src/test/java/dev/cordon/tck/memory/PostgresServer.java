package dev.cordon.tck.memory;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** One real PostgreSQL for all tests of a JVM, started before the first and stopped after the last. */
public final class PostgresServer implements LauncherSessionListener {
    private static EmbeddedPostgres shared;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            shared = start();
        } catch (IOException e) {
            throw new UncheckedIOException("without a PostgreSQL there is no test on it", e);
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

    /** One that keeps what it acknowledges; the library's default does not. */
    static EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "60")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }
}
