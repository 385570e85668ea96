package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two profiles of one home: neither sees the other, not even that there is one (C2, C3). */
class ProfilesTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void twoProfiles() throws Exception {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        Path config = Files.writeString(
                folder.resolve("cordon.yaml"),
                "version: 1\nidentity: { profiles: { alice: { key: 'file:alice.key' }, bob: { key: 'file:bob.key' } } }\n");
        cli = Cli.in(repo, folder.resolve("home")).with("CORDON_CONFIG", config.toString());
    }

    @Test
    void eachHasAKeyOfItsOwn_readableByItsOwnerOnly() throws Exception {
        cli.type("session", "list", "--profile", "alice");
        cli.type("session", "list", "--profile", "bob");
        assertThat(Files.getPosixFilePermissions(folder.resolve("alice.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(folder.resolve("alice.key")))
                .isNotEqualTo(Files.readString(folder.resolve("bob.key")));
    }

    @Test
    void theOthersSessionsTasksRunsAndApprovals_areNotFound() {
        Cli.Result run = cli.type(
                "run",
                "--profile",
                "alice",
                "--session",
                "s",
                "--task",
                "t",
                "--json",
                "--",
                "sh",
                "-c",
                "echo x >.envrc");
        String runId = run.out().replaceAll("(?s).*\"(run_[A-Z0-9]+)\".*", "$1");
        String approval = run.out().replaceAll("(?s).*\"(apr_[A-Z0-9]+)\".*", "$1");
        String session =
                cli.type("session", "list", "--profile", "alice").out().replaceAll("(?s).*(sess_[A-Z0-9]+).*", "$1");

        assertThat(cli.type("session", "list", "--profile", "bob").out()).contains("no sessions yet");
        String unknown = cli.type("session", "show", "sess_" + "0".repeat(39), "--profile", "bob")
                .err()
                .replaceAll("sess_[A-Z0-9]+", "X");
        assertThat(cli.type("session", "show", session, "--profile", "bob")
                        .err()
                        .replaceAll("sess_[A-Z0-9]+", "X"))
                .isEqualTo(unknown);
        assertThat(cli.type("task", "diff", "t", "--profile", "bob").exit()).isEqualTo(1);
        assertThat(cli.type("trace", runId, "--profile", "bob").exit()).isEqualTo(1);
        assertThat(cli.type("approvals", "show", approval, "--profile", "bob").exit())
                .isEqualTo(1);
        assertThat(cli.type("approvals", "show", approval, "--profile", "alice").exit())
                .isZero();
        assertThat(cli.type("session", "erase", session, "--profile", "bob").exit())
                .isEqualTo(1);
        assertThat(cli.type("task", "diff", "t", "--profile", "alice").out()).contains(".envrc");
    }

    @Test
    void aliasOfTheOther_isFreeForOneself() {
        assertThat(cli.type("session", "new", "same", "--profile", "alice").exit())
                .isZero();
        assertThat(cli.type("session", "new", "same", "--profile", "bob").exit())
                .isZero();
    }

    @Test
    void keyOfTheOther_isRefused() throws Exception {
        cli.type("session", "list", "--profile", "alice");
        cli.type("session", "list", "--profile", "bob");
        Files.copy(
                folder.resolve("alice.key"),
                folder.resolve("bob.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Cli.Result result = cli.type("session", "list", "--profile", "bob");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err()).contains("C2");
    }

    @Test
    void lostKey_isNotMadeAnew() throws Exception {
        cli.type("session", "list", "--profile", "alice");
        Files.delete(folder.resolve("alice.key"));
        assertThat(cli.type("session", "list", "--profile", "alice").exit()).isEqualTo(4);
        assertThat(folder.resolve("alice.key")).doesNotExist();
    }

    private Cli.Result work(String... profile) {
        List<String> typed = new ArrayList<>(List.of("run", "--session", "s", "--task", "t"));
        typed.addAll(List.of(profile));
        typed.addAll(List.of("--", "sh", "-c", "echo x >new.txt"));
        return cli.type(typed.toArray(String[]::new));
    }

    @Test
    void erasedTenant_takesEveryProfilesToo_andAllMayBeginAnew() throws Exception {
        work();
        work("--profile", "alice");
        work("--profile", "bob");
        assertThat(cli.type("erase", "tenant", "--yes", "--profile", "alice")).satisfies(refused -> {
            assertThat(refused.exit()).isEqualTo(4);
            assertThat(refused.err()).contains("C17", "cordon erase user");
        });
        assertThat(cli.type("erase", "tenant").err()).contains("3 users", "--yes");
        assertThat(cli.type("task", "diff", "t", "--profile", "bob").out()).contains("new.txt");

        Cli.Result erased = cli.type("erase", "tenant", "--yes");
        assertThat(erased.exit()).as(erased.all()).isZero();
        assertThat(erased.out()).contains("3 sessions", "receipt, signed");
        try (Stream<Path> receipts = Files.list(folder.resolve("home/receipts"))) {
            assertThat(receipts.map(Path::getFileName).map(Path::toString))
                    .singleElement()
                    .asString()
                    .startsWith("tenant-");
        }
        try (Stream<Path> files = Files.walk(folder.resolve("home/partitions"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".db"))).isEmpty();
        }
        for (String name : List.of("alice", "bob")) {
            assertThat(cli.type("session", "list", "--profile", name).out()).contains("no sessions yet");
        }
        assertThat(work("--profile", "alice").exit()).isZero();
        assertThat(cli.type("task", "diff", "t", "--profile", "alice").out()).contains("new.txt");
        assertThat(cli.type("ledger", "verify").exit()).isZero();
    }
}
