package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Draft;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.Knowledge;
import dev.cordon.core.PartitionId;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.TenantId;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import dev.cordon.stores.sqlite.SqlitePartitionStore;
import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is erased is gone, with a receipt, and nothing of its neighbours (C17). */
class ErasingTest extends RunBench {
    @Test
    void erasedSession_isGone_itsReceiptIsProven_andTheLedgerStaysWhole() throws Exception {
        assertThat(run("echo two >a.txt", "--session", "gone", "--task", "t").exit())
                .isZero();
        assertThat(cli.type("session", "erase", "gone").exit()).isZero();
        Path receipt = onlyReceipt();
        assertThat(cli.type("ledger", "verify", "--receipt", receipt.toString()).out())
                .contains("signed with the ledger's key", "destroyed");
        Files.writeString(receipt, Files.readString(receipt).replace("destroyed", "destroyeb"));
        assertThat(cli.type("ledger", "verify", "--receipt", receipt.toString()).exit())
                .isEqualTo(4);
        Files.writeString(receipt, "{}");
        assertThat(cli.type("ledger", "verify", "--receipt", receipt.toString()).err())
                .contains("C17", "no 'statement'");
        assertThat(cli.type("session", "show", "gone").exit()).isEqualTo(1);
        assertThat(cli.type("task", "list").out()).contains("no tasks yet");
        assertThat(cli.type("ledger", "verify").exit()).isZero();
    }

    private Path onlyReceipt() throws Exception {
        try (Stream<Path> receipts = Files.list(folder.resolve("home/receipts"))) {
            return receipts.findFirst().orElseThrow();
        }
    }

    @Test
    void erasedWorkspace_takesItsSessionsAndFacts_andNoOther() throws Exception {
        assertThat(run("true", "--session", "alpha", "--task", "t").exit()).isZero();
        GitRepo other = GitRepo.init(folder.resolve("other")).write("b.txt", "b\n");
        other.commit("first");
        Cli elsewhere = cli.at(other.folder());
        assertThat(elsewhere.type("run", "--session", "beta", "--", "true").exit())
                .isZero();
        addFact("alpha");
        addFact("beta");

        Cli.Result asked = cli.type("erase", "workspace");
        assertThat(asked.exit()).isEqualTo(2);
        assertThat(asked.err()).contains("1 sessions", "--yes");
        assertThat(cli.type("session", "list").out()).contains("alpha", "beta");

        Cli.Result erased = cli.type("erase", "workspace", "--yes");
        assertThat(erased.exit()).as(erased.all()).isZero();
        assertThat(erased.out()).contains("1 sessions, 1 durable facts", "receipt, signed");
        assertThat(cli.type("session", "list").out()).contains("beta").doesNotContain("alpha");
        assertThat(run("true", "--session", "alpha").exit())
                .as("the repository begins anew")
                .isZero();
        assertThat(facts("alpha")).isZero();
        assertThat(facts("beta")).isOne();
        assertThat(cli.type("ledger", "verify").exit()).isZero();
    }

    /** One whose profile is no longer named: what they were erasing is ended by whoever erases here next. */
    @Test
    void erasureThatAnotherWasStoppedIn_isEndedByTheNextErasure() throws Exception {
        assertThat(cli.type("session", "new", "mine").exit()).isZero();
        PartitionId theirs;
        try (Wiring wiring = new Wiring(surroundings(), Config.defaults(), Optional.empty())) {
            TenantId tenant = wiring.router().verify(wiring.credential()).tenant();
            theirs = new PartitionId.UserWorkspace(
                    tenant, new UserId("unnamed"), new WorkspaceId("ws_" + "0".repeat(39)));
            try (SqlitePartitionStore store = new SqlitePartitionStore(
                    folder.resolve("home/partitions"), wiring.store().incidents())) {
                store.open(theirs, PartitionStore.Access.CREATE).orElseThrow().close();
            }
            wiring.store().keys().create(theirs);
            wiring.store().keys().destroy(theirs);
        }
        assertThat(partitionFiles(theirs)).isOne();
        Cli.Result erased = cli.type("erase", "workspace", "--yes");
        assertThat(erased.exit()).as(erased.all()).isZero();
        assertThat(erased.err()).contains("ended what stopped erasures had left: 1 partitions");
        assertThat(partitionFiles(theirs)).isZero();
    }

    private long partitionFiles(PartitionId of) throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("home/partitions"))) {
            return files.filter(file -> file.endsWith(of.key() + ".db")).count();
        }
    }

    @Test
    void erasedUser_leavesNothing_andMayBeginAnew() throws Exception {
        assertThat(run("echo two >a.txt", "--session", "mine", "--task", "t").exit())
                .isZero();
        addFact("mine");
        Cli.Result erased = cli.type("erase", "user", "--yes");
        assertThat(erased.exit()).as(erased.all()).isZero();
        assertThat(cli.type("session", "list").out()).doesNotContain("mine");
        try (var files = Files.walk(folder.resolve("home/partitions"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".db"))).isEmpty();
        }
        assertThat(run("true", "--session", "mine").exit()).isZero();
        assertThat(facts("mine")).isZero();
        addFact("mine");
        assertThat(facts("mine")).as("what is accepted later is kept").isOne();
        assertThat(cli.type("ledger", "verify").exit()).isZero();
    }

    private <T> T withFacts(String session, BiFunction<Wiring, Knowledge, T> work) {
        try (Wiring wiring = new Wiring(surroundings(), Config.defaults(), Optional.empty())) {
            WorkspaceId workspace = new Sessions(wiring).named(session).workspace();
            return work.apply(wiring, wiring.router().facts(wiring.credential(), workspace));
        }
    }

    private void addFact(String session) {
        withFacts(
                session,
                (wiring, facts) -> facts.append(List.of(new Draft(
                        Kind.MEMORY,
                        wiring.store().ids().mint(IdType.RECORD),
                        Bytes.utf8("a fact"),
                        Author.user("root")))));
    }

    private void addFactOf(String session) {
        try (Wiring wiring = new Wiring(surroundings(), Config.defaults(), Optional.empty())) {
            wiring.router()
                    .facts(
                            wiring.credential(),
                            new Sessions(wiring).named(session).id())
                    .append(List.of(new Draft(
                            Kind.MEMORY,
                            wiring.store().ids().mint(IdType.RECORD),
                            Bytes.utf8("a fact of " + session),
                            Author.user("root"))));
        }
    }

    @Test
    void erasedSession_leavesItsFacts_unlessTheyAreErasedWithIt() {
        for (String name : List.of("plain", "whole", "other")) {
            assertThat(cli.type("session", "new", name).exit()).isZero();
            addFactOf(name);
        }
        assertThat(cli.type("session", "erase", "plain").exit()).isZero();
        assertThat(facts("other")).isEqualTo(3);
        Cli.Result erased = cli.type("session", "erase", "whole", "--facts");
        assertThat(erased.exit()).as(erased.all()).isZero();
        assertThat(erased.out()).contains("erased: 1 durable facts");
        assertThat(facts("other")).isEqualTo(2);
    }

    /** The disk takes no receipt: the session keeps its name until one is kept. */
    @Test
    void sessionWhoseReceiptIsNotKept_isErasedByTheSameAgain_withOneReceipt() throws Exception {
        for (String name : List.of("going", "other")) {
            assertThat(run("echo two >a.txt", "--session", name, "--task", "t-" + name)
                            .exit())
                    .isZero();
            addFactOf(name);
        }
        Path receipts = folder.resolve("home/receipts");
        Files.writeString(receipts, "in the way");
        Cli.Result stopped = cli.type("session", "erase", "going", "--facts");
        assertThat(stopped.exit()).isEqualTo(1);
        assertThat(stopped.err()).contains("receipt was not kept", "type it again");
        Files.delete(receipts);
        assertThat(cli.type("approvals", "list").exit()).isZero();
        assertThat(cli.type("task", "list").out()).contains("t-other").doesNotContain("t-going");
        assertThat(facts("other")).isOne();

        Cli.Result erased = cli.type("session", "erase", "going", "--facts");
        assertThat(erased.exit()).as(erased.all()).isZero();
        assertThat(cli.type("ledger", "verify", "--receipt", onlyReceipt().toString())
                        .out())
                .contains("signed with the ledger's key", "\"withFacts\":true");
        assertThat(cli.type("session", "list").out()).contains("other").doesNotContain("going");
        assertThat(cli.type("task", "list").out()).contains("t-other").doesNotContain("t-going");
        assertThat(facts("other")).isOne();
        assertThat(cli.type("ledger", "verify").exit()).isZero();
    }

    private int facts(String session) {
        return withFacts(session, (_, facts) -> facts.read(Kind.MEMORY, 0).size());
    }

    @Test
    void closedSession_endsItsTasksAndCanBeErased() {
        assertThat(run("echo x >.envrc", "--session", "s1", "--task", "held").exit())
                .isEqualTo(3);
        assertThat(cli.type("session", "close", "s1").exit()).isZero();
        assertThat(cli.type("task", "show", "held").out()).contains("ended");
        assertThat(cli.type("session", "erase", "s1").exit()).isZero();
    }

    /** No later call can draw it again. */
    @Test
    void erasureOfTheTenantThatStops_keepsWhatItHadDrawn() throws Exception {
        assertThat(cli.type("session", "new", "busy").exit()).isZero();
        addFact("busy");
        try (Wiring wiring = new Wiring(surroundings(), Config.defaults(), Optional.empty())) {
            SessionInfo info = new Sessions(wiring).named("busy");
            PartitionId facts =
                    wiring.router().facts(wiring.credential(), info.workspace()).partition();
            try (SqlitePartitionStore store = new SqlitePartitionStore(
                            folder.resolve("home/partitions"), wiring.store().incidents());
                    PartitionLog _ =
                            store.open(facts, PartitionStore.Access.WRITE).orElseThrow()) {
                assertThat(cli.type("erase", "tenant", "--yes").err()).contains("busy");
            }
            try (var receipts = Files.list(folder.resolve("home/receipts"))) {
                assertThat(receipts).singleElement().satisfies(receipt -> {
                    assertThat(receipt.getFileName().toString()).startsWith("tenant.begun-");
                    assertThat(receipt).content().contains(info.id().value());
                });
            }
        }
        assertThat(cli.type("session", "list").out()).contains("busy");
    }

    @Test
    void sessionWhoseFactsWentBefore_saysThatNoneIsLeft() {
        assertThat(cli.type("session", "new", "s").exit()).isZero();
        addFactOf("s");
        Cli.Result erased = cli.type("session", "erase", "s", "--facts", "--json");
        assertThat(erased.exit()).as(erased.all()).isZero();
        assertThat(erased.out()).contains("\"withFacts\" : true", "\"factsErased\" : 1");
    }
}
