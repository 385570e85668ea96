package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Scope;
import dev.cordon.core.SessionId;
import dev.cordon.core.TenantId;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.tck.SealedRows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A store with an attacker's session and a foreign one, each with rows, and what the foreign one's rows are known by. */
final class Lab implements AutoCloseable {
    static final PartitionId MINE = session("0");
    static final PartitionId FOREIGN = session("1");
    static final String FOREIGN_ID = "rec_" + "F".repeat(39);
    private static final String OWN_ID = "rec_" + "M".repeat(39);
    private static final int ROWS = 40;

    final Installation installation;
    final PostgresStore store;
    final Claims claims;
    final ClaimKey key;
    private final List<String> canaries = new ArrayList<>();
    private Head foreignHead;

    Lab(Path home) throws SQLException, IOException {
        this.installation = Installation.on(Server.shared(), home);
        // A lease so long that no beat needs another connection in the middle of a test.
        this.store = installation.open(new PostgresSettings(
                installation.app(), installation.keeper(), Duration.ofMinutes(5), PostgresSettings.DEFAULT_PATIENCE));
        this.key = new ClaimKey(1, store.keys().derive(ClaimKey.PURPOSE));
        this.claims = claims(key, "app", installation.records);
        fill(MINE, OWN_ID);
        SealedRow canary = fill(FOREIGN, FOREIGN_ID);
        canaries.add(FOREIGN_ID);
        canaries.add(canary.sealed().toHex().substring(0, 40));
        canaries.add(scope(FOREIGN));
        canaries.add(Bytes.copyOf(key.innerPad()).toHex());
        canaries.add(Bytes.copyOf(key.outerPad()).toHex());
        Server.run(admin(), "ANALYZE cordon.record", "ANALYZE cordon.log");
    }

    static PartitionId session(String digit) {
        return new PartitionId.Session(new Scope(
                new TenantId("acme"),
                new UserId("ann"),
                new WorkspaceId("ws_" + "0".repeat(39)),
                new SessionId("sess_" + digit.repeat(39))));
    }

    Claims claims(ClaimKey with, String role, String database) throws SQLException {
        ServerClock clock = new ServerClock();
        clock.heard(serverMillis());
        return new Claims(() -> with, role, database, clock);
    }

    long serverMillis() throws SQLException {
        return Long.parseLong(Server.run(admin(), "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
                .getFirst());
    }

    private SealedRow fill(PartitionId partition, String id) {
        SealedRows rows = new SealedRows(partition);
        Head head = Head.genesis(partition);
        SealedRow row = null;
        try (PartitionLog log =
                store.partitions().open(partition, Access.CREATE).orElseThrow()) {
            for (int i = 0; i < ROWS; i++) {
                row = rows.seal(Kind.NOTE, id, "a secret of " + id, head);
                log.append(rows.batch(row), head);
                head = SealedRows.after(row);
            }
        }
        foreignHead = head;
        return row;
    }

    /** In hex, as an attacker may have learnt it. */
    static String scope(PartitionId partition) {
        return Claims.scope(partition).toHex();
    }

    /** What must never be seen without a claim to the foreign session. */
    List<String> canaries() {
        return canaries;
    }

    /** Fresh: a claim lives for half a minute. */
    String ownClaim() {
        return claims.claim(MINE, Claims.Right.WRITE);
    }

    String foreignClaim() {
        return claims.claim(FOREIGN, Claims.Right.WRITE);
    }

    javax.sql.DataSource admin() {
        return installation.admin(installation.records);
    }

    /** A connection of the application's own role, as whoever injects SQL has it. */
    Connection attacker() throws SQLException {
        return installation.as("app", installation.records).getConnection();
    }

    /** Whether the foreign session's rows are all there, as they were written. */
    boolean foreignIsWhole() {
        try (PartitionLog log = store.partitions().open(FOREIGN, Access.READ).orElseThrow()) {
            List<SealedRow> rows = log.read(1, Long.MAX_VALUE);
            SealedRows opener = new SealedRows(FOREIGN);
            return rows.size() == ROWS
                    && log.head().orElseThrow().equals(foreignHead)
                    && rows.stream().allMatch(row -> opener.open(row).endsWith(FOREIGN_ID));
        }
    }

    @Override
    public void close() throws SQLException {
        try (installation) {
            store.close();
        }
    }
}
