package dev.cordon.stores.sqlite;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Ids;
import dev.cordon.core.Incidents;
import dev.cordon.core.spi.AnchorStore;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.core.spi.PartitionStore;
import dev.cordon.tck.ErasureContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class SqliteErasureTest extends ErasureContract {
    @TempDir
    Path folder;

    private SqliteIncidentLog log;
    private SqliteKeyStore keys;
    private SqliteAnchorStore anchors;
    private PartitionStore store;
    private Incidents incidents;

    @Override
    protected void openStores() {
        log = new SqliteIncidentLog(folder.resolve("incidents.db"));
        keys = new SqliteKeyStore(folder.resolve("keys.db"));
        anchors = new SqliteAnchorStore(folder.resolve("anchors.db"));
        incidents = new Incidents(log, new Ids(new SecureRandom(), new byte[32]), new byte[32], InstantSource.system());
        store = new SqlitePartitionStore(folder.resolve("partitions"), incidents);
    }

    @Override
    protected void closeStores() {
        store.close();
        anchors.close();
        keys.close();
        log.close();
    }

    @Override
    protected PartitionStore partitions() {
        return store;
    }

    @Override
    protected KeyStore keys() {
        return keys;
    }

    @Override
    protected AnchorStore anchors() {
        return anchors;
    }

    @Override
    protected Incidents incidents() {
        return incidents;
    }

    @Override
    protected CrossSessionAccess right(CrossSessionAccess.Place place) {
        return CrossSessionAccess.forPlace(place);
    }

    /** In the files as they lie on disk: pages in use, free ones, and logs. */
    @Override
    protected boolean holds(byte[] bytes) throws Exception {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }
}
