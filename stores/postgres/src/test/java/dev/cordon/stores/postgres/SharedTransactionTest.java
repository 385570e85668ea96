package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.tck.SealedRows;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that write at the same moment share transactions, and nothing else (C6, C18). */
@Timeout(30)
class SharedTransactionTest {
    private static final int SESSIONS = 8;
    private static final int ROWS = 25;
    private static final String ID = "rec_" + "A".repeat(39);

    @TempDir
    static Path home;

    private final ExecutorService writers = Executors.newFixedThreadPool(SESSIONS);
    private final List<Writer> sessions = new ArrayList<>();
    private Installation installation;
    private PostgresStore store;

    /** One session's log and where it is. */
    private static final class Writer {
        private final PartitionId partition;
        private final PartitionLog log;
        private final SealedRows rows;
        private Head head;

        Writer(PartitionId partition, PostgresStore store) {
            this.partition = partition;
            this.log = store.partitions().open(partition, Access.CREATE).orElseThrow();
            this.rows = new SealedRows(partition);
            this.head = Head.genesis(partition);
        }

        /** Appends {@code count} rows, one by one. */
        int write(int count, String id) {
            for (int i = 0; i < count; i++) {
                SealedRow row = rows.seal(Kind.NOTE, id, "row " + i + " of " + partition, head);
                log.append(rows.batch(row), head);
                head = SealedRows.after(row);
            }
            return count;
        }

        List<String> texts() {
            return log.read(1, 1_000).stream().map(rows::open).toList();
        }
    }

    @BeforeEach
    void open() throws Exception {
        installation = Installation.on(Server.shared(), home);
        store = installation.open(new PostgresSettings(
                installation.app(), installation.keeper(), Duration.ofMinutes(5), Duration.ofSeconds(3)));
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(new Writer(Lab.session(Integer.toString(i)), store));
        }
    }

    @AfterEach
    void close() throws Exception {
        writers.shutdownNow();
        assertThat(writers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        sessions.forEach(session -> session.log.close());
        store.close();
        installation.close();
    }

    private Future<Integer> write(Writer session, String id) {
        return writers.submit(() -> session.write(ROWS, id));
    }

    private void assertWhole(List<Writer> written) {
        for (Writer session : written) {
            assertThat(session.texts()).hasSize(ROWS).allMatch(text -> text.endsWith(session.partition.toString()));
        }
    }

    @Test
    void eachSession_hasItsOwnRows_andTransactionsWereShared() throws Exception {
        for (Future<Integer> written :
                sessions.stream().map(session -> write(session, ID)).toList()) {
            assertThat(written.get()).isEqualTo(ROWS);
        }

        assertWhole(sessions);
        List<String> transactions = Server.run(
                installation.admin(installation.records), "SELECT count(DISTINCT xmin::text) FROM cordon.record");
        assertThat(Integer.parseInt(transactions.getFirst())).isLessThan(SESSIONS * ROWS);
    }

    /** The engine takes no text with a NUL: it ends the whole transaction. */
    @Test
    void sessionWhoseWritesFail_failsNoOther() throws Exception {
        Writer bad = sessions.getFirst();
        List<Writer> others = sessions.subList(1, SESSIONS);
        List<Future<Integer>> written =
                others.stream().map(session -> write(session, ID)).toList();

        for (int i = 0; i < ROWS; i++) {
            assertThatThrownBy(() -> bad.write(1, "rec_" + "A".repeat(38) + "\0"))
                    .isInstanceOf(CordonException.class);
        }

        for (Future<Integer> one : written) {
            one.get();
        }
        assertWhole(others);
        assertThat(bad.texts()).isEmpty();
    }

    @Test
    void sessionsWhoseLogsAreLocked_holdUpNoOther() throws Exception {
        try (Connection other = installation.admin(installation.records).getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            for (Writer locked : sessions.subList(0, 2)) {
                statement.execute("SELECT FROM cordon.log WHERE scope = '\\x"
                        + Claims.scope(locked.partition).toHex() + "' FOR UPDATE");
            }
            List<Future<Integer>> stuck = sessions.subList(0, 2).stream()
                    .map(session -> write(session, ID))
                    .toList();
            List<Writer> others = sessions.subList(2, SESSIONS);
            for (Future<Integer> written :
                    others.stream().map(session -> write(session, ID)).toList()) {
                written.get();
            }

            assertWhole(others);
            for (Future<Integer> one : stuck) {
                assertThatThrownBy(one::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasMessageContaining("another transaction holds the session's log");
            }
        }
    }
}
