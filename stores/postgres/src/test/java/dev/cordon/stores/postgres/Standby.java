package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * A second server that follows a first by streaming replication, made from a copy of its data folder by the server's own
 * protocol for that, and that can take over.
 */
final class Standby implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String NAME = "standby";

    private final OwnServer primary;
    private final Path data;
    private final int port;

    /** Returns when it has caught up and each commit of the primary waits for it. */
    Standby(OwnServer primary, Path folder) throws Exception {
        this.primary = primary;
        this.data = Files.createDirectories(
                folder.resolve("standby"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        this.port = freePort();
        copy();
        primary.startOther(data, port);
        DataSource admin = primary.server().getPostgresDatabase();
        Server.run(admin, "ALTER SYSTEM SET synchronous_standby_names = '" + NAME + "'", "SELECT pg_reload_conf()");
        Await.until(SOON, this::isSynchronous, "the standby to follow");
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    private boolean isSynchronous() {
        try {
            return Server.run(
                            primary.server().getPostgresDatabase(),
                            "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
                    .equals(List.of("1"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void copy() throws Exception {
        String url = "host=127.0.0.1 port=" + primary.server().getPort() + " user=postgres application_name=" + NAME;
        try (Connection on = primary.server().getPostgresDatabase().getConnection();
                Statement statement = on.createStatement()) {
            statement.execute("SELECT pg_create_physical_replication_slot('" + NAME + "', true)");
            statement.execute("SELECT pg_backup_start('" + NAME + "', true)");
            Files.walkFileTree(primary.data(), new Copier(primary.data(), data));
            try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                row.next();
                Files.writeString(data.resolve("backup_label"), row.getString(1));
            }
        }
        Files.createFile(data.resolve("standby.signal"));
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "primary_conninfo = '" + url + "'\nprimary_slot_name = '" + NAME + "'\n");
    }

    /** What a base backup takes: all but who runs there and the log, which is streamed. */
    private static final class Copier extends SimpleFileVisitor<Path> {
        private final Path from;
        private final Path to;

        Copier(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        private boolean isLeftOut(Path file) {
            Path name = from.relativize(file);
            return name.startsWith("pg_wal") || name.startsWith("pg_replslot") || name.endsWith("postmaster.pid");
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            Files.createDirectories(
                    to.resolve(from.relativize(folder)),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return isLeftOut(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!isLeftOut(file)) {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)));
                } catch (NoSuchFileException e) {
                    // The server removed it meanwhile, and its log says so.
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }

    /** It takes writes from here on, and waits for nobody. */
    void promote() throws Exception {
        primary.control(data, "-w", "promote");
    }

    @Override
    public void close() throws Exception {
        primary.control(data, "-m", "immediate", "stop");
        assertThat(data.resolve("postmaster.pid")).doesNotExist();
    }
}
