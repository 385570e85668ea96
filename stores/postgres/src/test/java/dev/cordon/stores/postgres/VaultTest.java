package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Head;
import dev.cordon.core.Incident;
import dev.cordon.core.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, anchors, approvals and incidents in a database of their own (C11, C15, C26). */
class VaultTest {
    private static final CrossSessionAccess ACCESS = CrossSessionAccess.forPlace(CrossSessionAccess.Place.INCIDENTS);
    private static final String PARTITION = "p1";

    @TempDir
    static Path folder;

    private static Installation installation;

    private CuttingProxy network;
    private Database database;
    private PostgresKeyStore keys;
    private PostgresAnchorStore anchors;
    private PostgresIncidentLog incidents;

    @BeforeAll
    static void install() throws Exception {
        installation = Installation.on(Server.shared(), folder);
    }

    @AfterAll
    static void drop() throws Exception {
        installation.close();
    }

    @BeforeEach
    void openVault() throws Exception {
        network = new CuttingProxy(installation.server.getPort());
        database = Database.open(
                new Endpoint(
                        "jdbc:postgresql://127.0.0.1:" + network.port() + "/" + installation.vault,
                        "keeper",
                        "secret",
                        4),
                Duration.ofSeconds(3));
        keys = new PostgresKeyStore(database);
        anchors = new PostgresAnchorStore(database);
        incidents = new PostgresIncidentLog(database);
    }

    @AfterEach
    void closeVault() throws Exception {
        database.close();
        network.close();
        Server.run(
                installation.admin(installation.vault),
                "TRUNCATE cordon_vault.head, cordon_vault.approval, cordon_vault.spent, cordon_vault.incident",
                "DELETE FROM cordon_vault.wrapped_key WHERE name LIKE 'test%'");
    }

    private static Head head(long sequence, long epoch) {
        return new Head(sequence, epoch, Bytes.utf8(sequence + "/" + epoch).sha256());
    }

    @Test
    void anchor_movesForwardOnly_alsoOverEpochs() {
        anchors.anchor(Map.of(PARTITION, head(5, 1), "p2", head(1, 1)));
        anchors.anchor(Map.of(PARTITION, head(4, 1)));
        assertThat(anchors.head(PARTITION)).contains(head(5, 1));
        anchors.anchor(Map.of(PARTITION, head(2, 2)));
        assertThat(anchors.head(PARTITION)).contains(head(2, 2));
        assertThat(anchors.head("p2")).contains(head(1, 1));
        assertThat(anchors.head("p3")).isEmpty();
    }

    @Test
    void erasedPartition_staysErased_andItsNeighbourStays() {
        anchors.anchor(Map.of(PARTITION, head(5, 1), "p2", head(1, 1)));
        anchors.park(PARTITION, "apr_1");
        anchors.park("p2", "apr_1");
        anchors.spend(PARTITION, "k");
        anchors.erase(PARTITION);
        anchors.erase("never");
        anchors.anchor(Map.of(PARTITION, head(9, 9)));
        assertThat(anchors.isErased(PARTITION)).isTrue();
        assertThat(anchors.isErased("never")).isTrue();
        assertThat(anchors.isErased("p2")).isFalse();
        assertThat(anchors.head(PARTITION)).isEmpty();
        assertThat(anchors.approval(PARTITION, "apr_1")).isEmpty();
        assertThat(anchors.approval("p2", "apr_1")).contains(ApprovalState.PARKED);
    }

    @Test
    void approval_isSpentOnce_byWhoeverComesFirst() throws Exception {
        assertThat(anchors.park(PARTITION, "apr_1")).isTrue();
        assertThat(anchors.park(PARTITION, "apr_1")).isFalse();
        assertThat(anchors.move(PARTITION, "apr_1", ApprovalState.PARKED, ApprovalState.APPROVED))
                .isTrue();
        int won = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(threads.submit(
                        () -> anchors.move(PARTITION, "apr_1", ApprovalState.APPROVED, ApprovalState.DISPATCHING)));
            }
            for (Future<Boolean> one : all) {
                won += one.get() ? 1 : 0;
            }
        }
        assertThat(won).isEqualTo(1);
        assertThat(anchors.spend(PARTITION, "k")).isTrue();
        assertThat(anchors.spend(PARTITION, "k")).isFalse();
        assertThat(anchors.spend("p2", "k")).isTrue();
    }

    @Test
    void lostAnswerToASpending_isUnclear_andItIsNotSpentTwice() throws Exception {
        anchors.park(PARTITION, "apr_1");
        network.loseAnswerTo("UPDATE cordon_vault.approval");
        assertThatThrownBy(() -> anchors.move(PARTITION, "apr_1", ApprovalState.PARKED, ApprovalState.APPROVED))
                .isInstanceOfSatisfying(
                        CordonException.Unavailable.class,
                        e -> assertThat(e.problem().code()).isEqualTo("store-unclear"));
        assertThat(anchors.move(PARTITION, "apr_1", ApprovalState.PARKED, ApprovalState.APPROVED))
                .isFalse();
        assertThat(anchors.approval(PARTITION, "apr_1")).contains(ApprovalState.APPROVED);
    }

    @Test
    void lostAnswerToAnAnchor_isSentAgain() {
        network.loseAnswerTo("INSERT INTO cordon_vault.head");
        anchors.anchor(Map.of(PARTITION, head(5, 1)));
        assertThat(network.hasCut()).isTrue();
        assertThat(anchors.head(PARTITION)).contains(head(5, 1));
    }

    @Test
    void key_isKeptOnce_andGoneWhenDeleted() {
        Bytes wrapped = Bytes.utf8("wrapped");
        assertThat(keys.putIfAbsent("test/1", wrapped)).isTrue();
        assertThat(keys.putIfAbsent("test/1", Bytes.utf8("other"))).isFalse();
        assertThat(keys.get("test/1")).contains(wrapped);
        assertThat(keys.delete("test/1")).isTrue();
        assertThat(keys.delete("test/1")).isFalse();
        assertThat(keys.get("test/1")).isEmpty();
        assertThat(keys.isEmpty()).as("the seed is there").isFalse();
    }

    @Test
    void incidents_areCounted_closed_andOpenedAnew() {
        for (int i = 0; i < 20; i++) {
            incidents.record(incident("inc_" + i, "a"));
        }
        incidents.record(incident("inc_x", null));
        incidents.record(incident("inc_y", null));
        assertThat(incidents.list(ACCESS)).extracting(Incident::count).containsExactly(20L, 2L);
        assertThat(incidents.close(ACCESS, "inc_0", "ann", "a bug", Instant.EPOCH))
                .isTrue();
        assertThat(incidents.close(ACCESS, "inc_0", "ann", "again", Instant.EPOCH))
                .isFalse();
        incidents.record(incident("inc_z", "a"));
        assertThat(incidents.list(ACCESS)).extracting(Incident::isOpen).containsExactly(false, true, true);
        assertThat(incidents.find(ACCESS, "inc_0").orElseThrow().closing().evidence())
                .isEqualTo("a bug");
        assertThat(incidents.find(ACCESS, "inc_none")).isEmpty();
    }

    private static Incident incident(String id, String partition) {
        return new Incident(id, Rule.C6, "batch", "a batch", partition, Instant.EPOCH, Instant.EPOCH, 1, null);
    }

    @Test
    void rolesOfTheRecords_haveNothingHere_norTheVaultsThere() throws Exception {
        for (String table : List.of("wrapped_key", "head", "approval", "spent", "incident")) {
            assertThatThrownBy(() -> Server.run(
                            installation.as("app", installation.vault), "SELECT * FROM cordon_vault." + table))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
        assertThatThrownBy(
                        () -> Server.run(installation.as("keeper", installation.records), "SELECT cordon.present('x')"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    @Test
    void lostRootKey_isRefused_andNoNewOneIsMade() throws Exception {
        Path root = installation.home.resolve("root.keyset");
        byte[] kept = Files.readAllBytes(root);
        Files.delete(root);
        try {
            assertThatThrownBy(installation::open)
                    .isInstanceOfSatisfying(
                            CordonException.Refused.class,
                            e -> assertThat(e.problem().code()).isEqualTo("root-key-lost"));
            assertThat(root).doesNotExist();
        } finally {
            Files.write(root, kept);
            root.toFile().setReadable(false, false);
            root.toFile().setReadable(true, true);
        }
        installation.open().close();
    }
}
