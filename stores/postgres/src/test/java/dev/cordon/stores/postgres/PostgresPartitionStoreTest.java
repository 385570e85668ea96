package dev.cordon.stores.postgres;

import dev.cordon.core.Incident;
import dev.cordon.core.spi.PartitionStore;
import dev.cordon.tck.PartitionStoreContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class PostgresPartitionStoreTest extends PartitionStoreContract {
    @TempDir
    static Path home;

    private static Installation installation;

    private PostgresStore whole;
    private PartitionStore store;

    @BeforeAll
    static void install() throws Exception {
        installation = Installation.on(Server.shared(), home);
    }

    @AfterAll
    static void drop() throws Exception {
        installation.close();
    }

    @BeforeEach
    void openStore() throws Exception {
        Server.run(installation.admin(installation.records), "TRUNCATE cordon.record, cordon.log");
        Server.run(installation.admin(installation.vault), "TRUNCATE cordon_vault.incident");
        whole = installation.open();
        store = whole.partitions();
    }

    @AfterEach
    void closeStore() {
        whole.close();
    }

    @Override
    protected PartitionStore store() {
        return store;
    }

    @Override
    protected List<String> incidents() {
        return Installation.incidents(whole).stream().map(Incident::code).toList();
    }
}
