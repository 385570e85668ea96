package dev.cordon.stores.sqlite;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Ids;
import dev.cordon.core.Incident;
import dev.cordon.core.Incidents;
import dev.cordon.core.spi.PartitionStore;
import dev.cordon.tck.PartitionStoreContract;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** With a pool of one handle, so that two open logs share it all the time. */
class SqlitePartitionStoreTest extends PartitionStoreContract {
    @TempDir
    Path folder;

    private SqliteIncidentLog log;
    private PartitionStore store;

    @BeforeEach
    void openStore() {
        log = new SqliteIncidentLog(folder.resolve("incidents.db"));
        Ids ids = new Ids(new SecureRandom(), new byte[32]);
        Incidents incidents = new Incidents(log, ids, new byte[32], InstantSource.system());
        store = new SqlitePartitionStore(folder.resolve("partitions"), incidents, 1);
    }

    @AfterEach
    void closeStore() {
        store.close();
        log.close();
    }

    @Override
    protected PartitionStore store() {
        return store;
    }

    @Override
    protected List<String> incidents() {
        return log.list(CrossSessionAccess.forPlace(CrossSessionAccess.Place.INCIDENTS)).stream()
                .map(Incident::code)
                .toList();
    }
}
