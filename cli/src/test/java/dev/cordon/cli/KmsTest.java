package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Bytes;
import dev.cordon.stores.sqlite.SqliteKeyStore;
import dev.cordon.testing.GitRepo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The root key in a service of its own, whose client comes in a jar (C15). */
class KmsTest {
    @TempDir
    Path folder;

    private KeyServer service;
    private GitRepo repo;
    private Path clients;
    private Cli cli;

    @BeforeEach
    void start() throws Exception {
        repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        service = new KeyServer();
        clients = Files.createDirectories(folder.resolve("clients"));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(clients.resolve("client.jar")))) {
            jar.putNextEntry(new JarEntry("META-INF/services/com.google.crypto.tink.KmsClient"));
            jar.write(KeyServerClient.class.getName().getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        }
        cli = with("kms: \"" + service.uri() + "\", clients: clients");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private Cli with(String root) throws IOException {
        Path config = Files.createTempFile(folder, "config", ".yaml");
        Files.writeString(config, "version: 1\nkeys:\n  root: { " + root + " }\n");
        return Cli.in(repo, folder.resolve("home")).with("CORDON_CONFIG", config.toString());
    }

    @Test
    void everythingWorks_withoutARootKeyOnThisMachine() {
        assertThat(cli.type("run", "--session", "s", "--task", "t", "--", "sh", "-c", "echo two >a.txt")
                        .exit())
                .isZero();
        assertThat(cli.type("task", "diff", "t").out()).contains("+two");
        assertThat(folder.resolve("home/root.keyset")).doesNotExist();
        assertThat(cli.type("rotate", "tenant").out()).contains("the old one is gone");
        assertThat(cli.type("rotate", "root").err()).contains("rotate it there");
        assertThat(cli.type("task", "diff", "t").out()).contains("+two");
    }

    @Test
    void absentClient_isRefusedWithItsMend_andMakesNothing() throws Exception {
        Cli.Result aws =
                with("kms: \"aws-kms://arn:aws:kms:eu:1:key/secret-name\"").type("session", "new", "s");
        assertThat(aws.exit()).isNotZero();
        assertThat(aws.err())
                .contains("C15", "tink-awskms", "clients: FOLDER")
                .doesNotContain("secret-name", "Exception");
        assertThat(with("kms: \"test-kms://127.0.0.1:1\"")
                        .type("session", "new", "s")
                        .err())
                .contains("no client for 'test-kms'");
        assertThat(folder.resolve("home/root.keyset")).doesNotExist();
        assertThat(with("kms: nonsense").type("session", "list").err()).contains("service://key");
        assertThat(with("clients: clients").type("session", "list").err()).contains("'keys.root.kms' is missing");
        assertThat(with("kms: \"" + service.uri() + "\", clients: nowhere")
                        .type("session", "list")
                        .err())
                .contains("can't be read");
        assertThat(with("kms: \"" + service.uri() + "\", clients: clients, credentials: nowhere")
                        .type("session", "list")
                        .err())
                .contains("keys.root.credentials");
    }

    @Test
    void serviceThatIsAway_andOneWithAnotherKey_areToldApart() throws Exception {
        assertThat(cli.type("session", "new", "s").exit()).isZero();
        service.forget();
        assertThat(cli.type("session", "list").err()).contains("C15", "A key doesn't open");
        service.close();
        assertThat(cli.type("session", "list").err())
                .contains("can't be reached")
                .doesNotContain("Exception");
    }

    @Test
    void homeWithALocalRootKey_movesToTheService() throws Exception {
        Cli local = Cli.in(repo, folder.resolve("home"));
        assertThat(local.type("session", "new", "kept").exit()).isZero();
        assertThat(cli.type("session", "list").exit()).isNotZero();
        Cli.Result moved = cli.type("rotate", "root");
        assertThat(moved.exit()).as(moved.all()).isZero();
        assertThat(moved.out()).contains("the service's key", "remove root.keyset");
        assertThat(cli.type("session", "list").out()).contains("kept");
        assertThat(local.type("session", "list").err()).contains("C15");
        assertThat(cli.type("rotate", "root").exit()).as("typed again").isZero();
        Files.delete(folder.resolve("home/root.keyset"));
        assertThat(cli.type("session", "new", "more").exit()).isZero();
        assertThat(cli.type("session", "list").out()).contains("kept", "more");
    }

    @Test
    void keyThatNeitherOpens_isSaid_andTheLocalOneIsToBeKept() {
        Cli local = Cli.in(repo, folder.resolve("home"));
        assertThat(local.type("session", "new", "kept").exit()).isZero();
        try (SqliteKeyStore keys = new SqliteKeyStore(folder.resolve("home/keys.db"))) {
            keys.putIfAbsent("tenant/unknown", Bytes.ceded(new byte[60]));
        }
        Cli.Result moved = cli.type("rotate", "root");
        assertThat(moved.exit()).as(moved.all()).isNotZero();
        assertThat(moved.out()).contains("keep root.keyset", "type it again").doesNotContain("remove");
        assertThat(cli.type("session", "list").out()).contains("kept");
    }

    @Test
    void serviceThatStopsWrappingOnTheWay_isAnError_andTheNextCallEndsIt() {
        Cli local = Cli.in(repo, folder.resolve("home"));
        assertThat(local.type("session", "new", "kept").exit()).isZero();
        service.wrapOnly(1);
        Cli.Result stopped = cli.type("rotate", "root");
        assertThat(stopped.exit()).isNotZero();
        assertThat(stopped.err()).contains("C15", "refused it").doesNotContain("Exception");
        assertThat(stopped.out()).doesNotContain("remove root.keyset");
        service.wrapOnly(100);
        assertThat(cli.type("rotate", "root").out()).contains("2 keys", "remove root.keyset");
        assertThat(cli.type("session", "list").out()).contains("kept");
    }
}
