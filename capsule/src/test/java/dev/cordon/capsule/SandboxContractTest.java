package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox;
import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Mount;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that can't be started, sandboxes that can't, and programs that say too much. */
@ParameterizedClass
@EnumSource(SandboxLevel.class)
class SandboxContractTest {
    @Parameter
    SandboxLevel level;

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void repository() {
        GitRepo repo = GitRepo.init(folder.resolve("repo"))
                .write("plain.txt", "a\n")
                .write("folder/x", "x\n")
                .write("bad.sh", "#!/no/such/interpreter\n");
        repo.git("config", "core.fileMode", "true");
        assertThat(repo.folder().resolve("bad.sh").toFile().setExecutable(true)).isTrue();
        repo.commit("first");
        bench = Workbench.around(folder, repo, level);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void start(List<String> program, Mount... mounts) {
        try (Capsule capsule = bench.capsules.prepare(
                bench.spec(Limits.NONE_REQUESTED, Map.of(), mounts), bench.run.path(), bench.journal)) {
            capsule.start(program);
        } finally {
            assertThat(bench.run.path().toFile().list()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/no/such/agent, agent-missing",
        "no-such-agent, agent-missing",
        "./gone, agent-missing",
        "./plain.txt, agent-not-executable",
        "/workspace/folder, agent-not-executable",
        "/usr, agent-not-executable",
        "folder, agent-missing",
        "'', agent-missing",
        "' ', agent-missing",
        "-n, agent-missing"
    })
    void agentThatCantBeRun_isNamedWithTheMend(String program, String code) {
        assertThatThrownBy(() -> start(List.of(program))).isInstanceOfSatisfying(CordonException.BadInput.class, e -> {
            assertThat(e.problem().code()).isEqualTo(code);
            assertThat(e.problem().mend()).isNotBlank();
        });
    }

    @Test
    void noProgramAndZeroBytes_areBadInput() {
        assertThatThrownBy(() -> start(List.of())).isInstanceOf(CordonException.BadInput.class);
        assertThatThrownBy(() -> start(List.of("echo", "a\0b"))).isInstanceOf(CordonException.BadInput.class);
    }

    @Test
    void argumentThatIsTooLong_saysSo() {
        assertThatThrownBy(() -> start(List.of("echo", "x".repeat(200_000))))
                .isInstanceOfSatisfying(
                        CordonException.Unavailable.class,
                        e -> assertThat(e.problem().why()).contains("Argument list too long"));
    }

    @Test
    void missingInterpreter_isTheAgentsFailure() {
        try (Workbench.Outcome outcome = bench.sh("exec ./bad.sh")) {
            assertThat(outcome.ended().exit()).isBetween(126, 127);
            assertThat(outcome.ended().ending()).isEqualTo(Capsule.Ending.BY_ITSELF);
        }
    }

    @Test
    void argumentsArriveAsTheyAre() {
        Capsule capsule =
                bench.capsules.prepare(bench.spec(Limits.NONE_REQUESTED, Map.of()), bench.run.path(), bench.journal);
        try (capsule) {
            List<String> odd = List.of("printf", "%s|", "", " a  b ", "$(id)", "'\"\\", "-x", "new\nline", "ü", "*");
            Capsule.Running running = capsule.start(odd);
            Workbench.Drain out = new Workbench.Drain(running.process().getInputStream());
            assertThat(running.await().exit()).isZero();
            assertThat(out.text()).isEqualTo("| a  b |$(id)|'\"\\|-x|new\nline|ü|*|");
        }
    }

    @Test
    void sandboxThatDoesNotStart_saysWhy_andLeavesNothing() {
        Mount missing = new Mount(Path.of("/no/such/folder"), "/srv/x", Access.READ);
        assertThatThrownBy(() -> start(List.of("true"), missing))
                .isInstanceOfSatisfying(CordonException.Unavailable.class, e -> {
                    assertThat(e.problem().code()).isEqualTo("sandbox-failed");
                    assertThat(e.problem().why()).contains("/no/such/folder");
                });
    }

    @Test
    void baseThatIsGone_saysWhy() {
        CapsuleSpec spec = bench.spec(Limits.NONE_REQUESTED, Map.of());
        Folders.delete(spec.base().tree());
        try (Capsule capsule = bench.capsules.prepare(spec, bench.run.path(), bench.journal)) {
            assertThatThrownBy(() -> capsule.start(List.of("true")))
                    .isInstanceOfSatisfying(
                            CordonException.Unavailable.class,
                            e -> assertThat(e.problem().why()).contains("mount"));
        }
    }

    @Test
    void gigabyteOfOutput_isDrained_withoutHoldingIt() {
        try (Workbench.Outcome outcome = bench.sh("head -c 1G /dev/zero; head -c 100M /dev/zero >&2")) {
            assertThat(outcome.ended().exit()).isZero();
            assertThat(outcome.output()).hasSize(1 << 20);
        }
    }

    @Test
    void outputThatNobodyReads_endsWithTheTime() {
        CapsuleSpec spec = bench.spec(Limits.parse("time=1s"), Map.of());
        try (Capsule capsule = bench.capsules.prepare(spec, bench.run.path(), bench.journal)) {
            Capsule.Running running = capsule.start(List.of("head", "-c", "1G", "/dev/zero"));
            assertThat(running.await().ending()).isEqualTo(Capsule.Ending.TIME_LIMIT);
        }
    }

    @Test
    void inputFile_isTheProgramsInput() throws Exception {
        Path input = Files.writeString(folder.resolve("input"), "hello\n");
        CapsuleSpec none = bench.spec(Limits.NONE_REQUESTED, Map.of());
        CapsuleSpec reading = new CapsuleSpec(
                "reading",
                none.base(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                none.limits(),
                new Sandbox.Streams.Pipes(input));
        try (Workbench.Outcome outcome = bench.sh("cat", reading);
                Workbench.Outcome empty = bench.sh("cat", none)) {
            assertThat(outcome.output()).isEqualTo("hello\n");
            assertThat(empty.output()).isEmpty();
        }
    }

    @Test
    void probe_tellsWhatItTried_andLeavesNothing() {
        assertThat(bench.capsules.sandbox().probe()).isInstanceOf(Sandbox.Readiness.Ready.class);
        assertThat(bench.home.resolve("skeleton").toFile().list()).noneMatch(name -> name.startsWith(".probe"));
        assertThat(bench.capsules.sandbox().level()).isEqualTo(level.label());
    }
}
