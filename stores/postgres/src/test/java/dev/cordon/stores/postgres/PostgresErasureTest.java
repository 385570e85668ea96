package dev.cordon.stores.postgres;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Incidents;
import dev.cordon.core.spi.AnchorStore;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.core.spi.PartitionStore;
import dev.cordon.tck.ErasureContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresErasureTest extends ErasureContract {
    @TempDir
    static Path home;

    private static Installation installation;

    private PostgresStore whole;
    private Database vault;

    @BeforeAll
    static void prepare() throws Exception {
        installation = Installation.on(Server.shared(), home);
    }

    @AfterAll
    static void drop() throws Exception {
        installation.close();
    }

    @Override
    protected void openStores() throws Exception {
        whole = installation.open();
        vault = Database.open(installation.keeper(), PostgresSettings.DEFAULT_PATIENCE);
        Server.run(installation.admin(installation.records), "TRUNCATE cordon.record, cordon.log");
        Server.run(
                installation.admin(installation.vault),
                "TRUNCATE cordon_vault.incident, cordon_vault.head, cordon_vault.approval, cordon_vault.spent",
                "DELETE FROM cordon_vault.wrapped_key WHERE name <> 'seed'");
    }

    @Override
    protected void closeStores() {
        vault.close();
        whole.close();
    }

    @Override
    protected Path rootKeyset() {
        return installation.home.resolve("root.keyset");
    }

    @Override
    protected PartitionStore partitions() {
        return whole.partitions();
    }

    @Override
    protected KeyStore keys() {
        return new PostgresKeyStore(vault);
    }

    @Override
    protected AnchorStore anchors() {
        return new PostgresAnchorStore(vault);
    }

    @Override
    protected Incidents incidents() {
        return whole.incidents();
    }

    @Override
    protected CrossSessionAccess right(CrossSessionAccess.Place place) {
        return CrossSessionAccess.forPlace(place);
    }

    /** In the databases' files once they are written anew; the server's own log keeps for its time what it saw. */
    @Override
    protected boolean holds(byte[] bytes) throws Exception {
        return holds(installation.vault, bytes) || holds(installation.records, bytes);
    }

    private static boolean holds(String database, byte[] bytes) throws Exception {
        Path files = files(database);
        Server.run(installation.admin(database), "VACUUM FULL", "CHECKPOINT");
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Path files(String database) throws SQLException {
        String folder = Server.run(
                        installation.admin(database),
                        "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database"
                                + " WHERE datname = current_database()")
                .getFirst();
        return Path.of(folder);
    }
}
