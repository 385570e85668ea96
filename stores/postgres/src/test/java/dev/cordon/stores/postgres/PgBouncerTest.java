package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.tck.SealedRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind pgbouncer in transaction mode: many clients on two server connections, none of them anybody's. */
class PgBouncerTest {
    private static final int SESSIONS = 8;
    private static final int ROWS = 25;

    @TempDir
    static Path folder;

    private static Installation installation;

    @BeforeAll
    static void install() throws Exception {
        installation = Installation.on(Server.shared(), folder);
    }

    @AfterAll
    static void drop() throws Exception {
        installation.close();
    }

    @Test
    void sessionsOnSharedConnections_readAndWriteTheirOwnOnly() throws Exception {
        try (PgBouncer pooler = new PgBouncer(folder, installation.server.getPort(), 2)) {
            Endpoint pooled = new Endpoint(pooler.url(installation.records), "app", "secret", SESSIONS);
            PostgresSettings settings =
                    new PostgresSettings(pooled, installation.keeper(), Duration.ofSeconds(5), Duration.ofSeconds(20));
            try (PostgresStore store = installation.open(settings);
                    ExecutorService threads = Executors.newFixedThreadPool(SESSIONS)) {
                List<Future<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    PartitionId mine = Lab.session(Integer.toString(i));
                    all.add(threads.submit(() -> work(store, mine)));
                }
                for (Future<Boolean> one : all) {
                    assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
                }
            }
            assertThat(Server.run(
                            installation.admin(installation.records),
                            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'"))
                    .as("control: fewer connections than clients")
                    .first()
                    .satisfies(count -> assertThat(Integer.parseInt(count)).isBetween(1, 2));
        }
    }

    private static boolean work(PostgresStore store, PartitionId mine) {
        SealedRows rows = new SealedRows(mine);
        Head head = Head.genesis(mine);
        try (PartitionLog log = store.partitions().open(mine, Access.CREATE).orElseThrow()) {
            for (int i = 0; i < ROWS; i++) {
                String id = "rec_" + Integer.toString(i % 10).repeat(39);
                SealedRow row = rows.seal(Kind.NOTE, id, mine.key() + i, head);
                log.append(rows.batch(row), head);
                head = SealedRows.after(row);
                List<SealedRow> seen = log.read(1, Long.MAX_VALUE);
                for (int j = 0; j < seen.size(); j++) {
                    assertThat(rows.open(seen.get(j))).isEqualTo(mine.key() + j);
                }
                assertThat(seen).hasSize(i + 1);
            }
        }
        return true;
    }
}
