package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.RootKey;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.tck.SealedRows;
import dev.cordon.testing.Await;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of claims is replaced under those who write; what was made with the old one proves nothing (C13). */
class ClaimRotationTest {
    private static final String ID = "rec_" + "R".repeat(39);

    @TempDir
    Path home;

    private Lab lab;

    @BeforeEach
    void open() throws Exception {
        lab = new Lab(home);
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private int rotate() {
        return PostgresInstaller.rotateClaim(
                lab.installation.as("installer", lab.installation.records),
                lab.installation.keeper(),
                RootKey.ofFile(lab.installation.home.resolve("root.keyset")),
                new SecureRandom());
    }

    private boolean opens(String claim) throws SQLException {
        try (Connection on = lab.attacker();
                PreparedStatement present = on.prepareStatement("SELECT cordon.present(?)")) {
            present.setString(1, claim);
            try (ResultSet rows = present.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo(PostgresErrors.NO_CLAIM);
            return false;
        }
    }

    @Test
    void claimOfTheOldKey_provesNothing_andTheOldKeyIsGone() throws Exception {
        String stolen = lab.foreignClaim();
        assertThat(opens(stolen)).isTrue();
        assertThat(rotate()).isEqualTo(2);
        assertThat(opens(stolen)).isFalse();
        assertThat(opens(lab.foreignClaim()))
                .as("a fresh one by the stolen key")
                .isFalse();
        assertThat(Server.run(lab.admin(), "SELECT id FROM cordon.claim_key")).containsExactly("2");
        assertThat(lab.foreignIsWhole()).isTrue();
        assertThat(rotate()).isEqualTo(3);
        assertThat(lab.foreignIsWhole()).isTrue();
        try (PostgresStore later = lab.installation.open()) {
            assertThat(later.partitions().open(Lab.MINE, Access.READ)).isPresent();
        }
        lab.installation.installAgain();
        assertThat(Server.run(lab.admin(), "SELECT id FROM cordon.claim_key")).containsExactly("3");
    }

    @Test
    void writersUnderway_loseNothing() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            Future<Integer> writer = one.submit(() -> write(enough, written));
            for (int round = 0; round < 4; round++) {
                int before = written.get();
                Await.until(Duration.ofSeconds(20), () -> written.get() > before + 20, "the writer to go on");
                rotate();
            }
            enough.set(true);
            assertThat(writer.get()).isEqualTo(written.get());
        }
    }

    private int write(AtomicBoolean enough, AtomicInteger written) {
        SealedRows rows = new SealedRows(Lab.MINE);
        try (PartitionLog log =
                lab.store.partitions().open(Lab.MINE, Access.WRITE).orElseThrow()) {
            Head head = log.head().orElseThrow();
            long first = head.sequence();
            while (!enough.get()) {
                SealedRow row = rows.seal(Kind.NOTE, ID, "text", head);
                log.append(rows.batch(row), head);
                head = SealedRows.after(row);
                written.incrementAndGet();
            }
            return log.read(first + 1, Long.MAX_VALUE).size();
        }
    }

    @Test
    void stoppedBeforeTheOldKeyWent_everybodyGoesOn_andTheNextEndsIt() throws Exception {
        // As a process leaves it that gave the database the next key and ended.
        ClaimKey next = new ClaimKey(2, lab.store.keys().derive(ClaimKey.PURPOSE + "-2"));
        try (Connection on = lab.admin().getConnection();
                PreparedStatement insert = on.prepareStatement(
                        "INSERT INTO cordon.claim_key (id, inner_pad, outer_pad) VALUES (2, ?, ?)")) {
            insert.setBytes(1, next.innerPad());
            insert.setBytes(2, next.outerPad());
            insert.executeUpdate();
        }
        assertThat(lab.foreignIsWhole()).isTrue();
        assertThat(rotate()).isEqualTo(2);
        assertThat(lab.foreignIsWhole()).isTrue();
        assertThat(Server.run(lab.admin(), "SELECT id FROM cordon.claim_key")).containsExactly("2");
    }

    /** As a copy of the records' database has it that was made before the key was replaced. */
    private void putFirstKeyBack() throws SQLException {
        try (Connection on = lab.admin().getConnection();
                PreparedStatement insert = on.prepareStatement(
                        "INSERT INTO cordon.claim_key (id, inner_pad, outer_pad) VALUES (1, ?, ?)")) {
            on.createStatement().execute("DELETE FROM cordon.claim_key");
            insert.setBytes(1, lab.key.innerPad());
            insert.setBytes(2, lab.key.outerPad());
            insert.executeUpdate();
        }
    }

    @Test
    void restoredDatabase_getsTheKeyThatCounts_andTheOldOneGoes() throws Exception {
        rotate();
        putFirstKeyBack();
        lab.installation.installAgain();
        assertThat(Server.run(lab.admin(), "SELECT id FROM cordon.claim_key")).containsExactly("2");
        assertThat(lab.foreignIsWhole()).isTrue();

        putFirstKeyBack();
        PostgresInstaller.restoreClaim(
                lab.installation.as("installer", lab.installation.records),
                lab.installation.keeper(),
                RootKey.ofFile(lab.installation.home.resolve("root.keyset")),
                new SecureRandom());
        assertThat(opens(lab.foreignClaim())).isFalse();
        assertThat(lab.foreignIsWhole()).isTrue();
    }

    @Test
    void anotherRootKeyset_rotatesNothing() {
        Path wrong = home.resolve("another.keyset");
        assertThatThrownBy(() -> PostgresInstaller.rotateClaim(
                        lab.installation.as("installer", lab.installation.records),
                        lab.installation.keeper(),
                        RootKey.ofFile(wrong),
                        new SecureRandom()))
                .isInstanceOf(CordonException.Refused.class);
        assertThat(lab.foreignIsWhole()).isTrue();
    }
}
