package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Streams;
import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Real programs on a terminal of their own inside real capsules (C27). */
@ParameterizedClass
@EnumSource(SandboxLevel.class)
class TerminalCapsuleTest {
    @Parameter
    SandboxLevel level;

    @TempDir
    Path folder;

    private Workbench bench;
    private Pty pty;
    private PtyScreen screen;

    @BeforeEach
    void open() {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        bench = Workbench.around(folder, repo, level);
        pty = Pty.open(new TerminalSize(31, 97));
        screen = new PtyScreen(pty);
    }

    @AfterEach
    void close() {
        pty.close();
        bench.close();
    }

    @Test
    void programLeadsASessionOfItsOwn_onItsOwnTerminal() throws Exception {
        try (Capsule capsule = capsule()) {
            Capsule.Ended ended = capsule.start(List.of("sh", "-c", """
                    tty; stty size; echo through-tty >/dev/tty
                    set -- $(cut -d' ' -f5,6,8 /proc/self/stat)
                    [ "$2" = "$$" ] && [ "$3" != -1 ] && echo leads
                    exit 9""")).await();

            screen.awaitText("/dev/console");
            screen.awaitText("31 97");
            screen.awaitText("through-tty");
            screen.awaitText("leads");
            assertThat(ended.exit()).isEqualTo(9);
        }
    }

    @Test
    void ctrlCReachesTheProgram_andNotTheSandboxAroundIt() throws Exception {
        try (Capsule capsule = capsule()) {
            Capsule.Running running = capsule.start(
                    List.of("sh", "-c", "trap 'echo caught' INT; echo ready; read line; read line; exit 4"));
            screen.awaitText("ready");

            screen.type("\003");
            screen.awaitText("caught");
            screen.type("x\ny\n");

            assertThat(running.await().exit()).isEqualTo(4);
        }
    }

    @Test
    void jobControlWorks() throws Exception {
        try (Capsule capsule = capsule()) {
            Capsule.Running running = capsule.start(List.of("bash", "--norc", "-i"));
            // What the job prints is not what is typed, so seeing it means that it runs. It never forks: a shell that
            // is stopped while its child is between vfork and exec hangs, and its job is never seen to stop.
            screen.type(
                    "perl -e '$|=1; $SIG{CONT} = sub { print \"con\".\"tinued\\n\" }; print \"run\".\"ning\\n\"; sleep 1 while 1'\n");
            screen.awaitText("running");

            screen.type("\032");
            screen.awaitText("Stopped");
            screen.type("jobs; fg\n");
            screen.awaitText("continued");
            screen.type("\003");
            screen.type("echo al''ive; exit 6\n");

            screen.awaitText("alive");
            assertThat(running.await().exit()).isEqualTo(6);
            assertThat(screen.text()).doesNotContain("no job control");
        }
    }

    @Test
    void terminalOfTheHostIsNotThere() throws Exception {
        try (Capsule capsule = capsule()) {
            capsule.start(List.of("sh", "-c", "ls /dev/pts; [ -e " + pty.device() + " ] || echo unseen"))
                    .await();

            screen.awaitText("unseen");
        }
    }

    @Test
    void missingProgram_isRefusedAsOnPipes() {
        try (Capsule capsule = capsule()) {
            assertThatThrownBy(() -> capsule.start(List.of("no-such-program")))
                    .isInstanceOfSatisfying(
                            CordonException.BadInput.class,
                            e -> assertThat(e.problem().code()).isEqualTo("agent-missing"));
        }
    }

    @Test
    void deviceThatIsNoTerminal_isSaidWithItsReason() throws Exception {
        Path file = Files.createFile(folder.resolve("plain"));
        try (Capsule capsule = capsule(file)) {
            assertThatThrownBy(() -> capsule.start(List.of("true")))
                    .isInstanceOfSatisfying(
                            CordonException.Unavailable.class,
                            e -> assertThat(e.problem().why()).contains("/dev/console"));
        }
    }

    @Test
    void foldersForTerminals_goWithTheRun() {
        Path control = bench.run.control();
        assertThat(control).isDirectory().isNotEqualTo(bench.run.sockets());
        assertThat(control.startsWith(bench.run.sockets())).isFalse();

        bench.run.delete();

        assertThat(control).doesNotExist();
    }

    private Capsule capsule() {
        return capsule(pty.device());
    }

    private Capsule capsule(Path device) {
        CapsuleSpec spec = new CapsuleSpec(
                "terminal",
                bench.base(),
                List.of(),
                List.of(),
                Map.of("TERM", "xterm"),
                Map.of(),
                Limits.NONE_REQUESTED,
                new Streams.Terminal(device));
        return bench.capsules.prepare(spec, bench.run.path(), bench.journal);
    }
}
