package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import dev.cordon.run.RunRecord.Hold;
import dev.cordon.testing.GitRepo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that is made to slip past what looks at it, or to be too much for what keeps it (C18, C30, C33, C34). */
class HostileWorkTest {
    private static final String TOKEN = "gh" + "p_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

    @TempDir
    Path folder;

    private RunBench bench;
    private Session session;

    @BeforeEach
    void open() {
        byte[] random = new byte[60_000];
        new java.util.Random(1).nextBytes(random);
        GitRepo repo =
                GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n").write("b.bin", random);
        repo.commit("first");
        bench = new RunBench(folder.resolve("home"), repo.folder());
        session = bench.session("s");
    }

    @AfterEach
    void close() {
        session.close();
        bench.close();
    }

    @Test
    void secretInABinaryOrAnExcusedName_holdsThePatch() {
        RunSupervisor.Outcome outcome = bench.run(
                session,
                "t",
                "printf '\\000%s\\000' " + TOKEN + " >x.dat; mkdir -p node_modules; echo " + TOKEN
                        + " | tee x.svg package-lock.json node_modules/x.js >/dev/null");

        assertThat(outcome.task().state()).isEqualTo(TaskRecord.State.HELD);
        assertThat(outcome.run().holds())
                .allSatisfy(hold -> assertThat(hold.kind()).isEqualTo("secret"))
                .extracting(Hold::file)
                .containsExactlyInAnyOrder("x.dat", "x.svg", "package-lock.json", "node_modules/x.js");
    }

    /** "Not scanned" is not "clean" (C33). */
    @Test
    void whatCannotBeScannedWhole_holdsThePatch_andIsNamed() {
        RunSupervisor.Outcome outcome = bench.run(session, "t", "printf '\\000more' >>b.bin");
        assertThat(outcome.run().holds())
                .singleElement()
                .satisfies(hold -> assertThat(hold.toString()).contains("not scanned b.bin", "C33"));
    }

    /** A patch that nothing can hold in memory is kept, said and read in pieces (C18, C34). */
    @Test
    void patchThatIsTooLargeToUse_isKeptAllTheSame() throws Exception {
        RunSupervisor.Outcome outcome = bench.run(session, "t", "head -c 60000000 /dev/urandom >large.bin");

        TaskRecord task = outcome.task();
        assertThat(task.state()).isEqualTo(TaskRecord.State.FAILED);
        assertThat(task.reason()).isEqualTo("patch-too-large");
        assertThat(outcome.run().holds()).extracting(Hold::kind).containsExactly("not scanned");
        Path file = folder.resolve("out.patch");
        try (var out = java.nio.file.Files.newOutputStream(file)) {
            TaskDesk.patch(session, task, out);
        }
        assertThat(file.toFile().length()).isGreaterThan(60_000_000);
        assertThatThrownBy(() -> Continuation.of(session, "t"))
                .isInstanceOf(dev.cordon.core.CordonException.Refused.class)
                .hasMessageContaining("too large");
    }

    /** A repair that is made again and again finds what the one before kept, instead of keeping it once more. */
    @Test
    void whatARunKept_isFoundByItsContent() throws Exception {
        RunRecord run = bench.run(session, "t", "echo two >a.txt").run();
        Path same = java.nio.file.Files.write(folder.resolve("same"), TaskBook.artifact(session, run, "patch"));
        Path other = java.nio.file.Files.writeString(folder.resolve("other"), "x");

        assertThat(Artifacts.find(session, "patch", same, run.id()))
                .hasValue(run.artifacts().get("patch"));
        assertThat(Artifacts.find(session, "patch", other, run.id())).isEmpty();
        assertThat(Artifacts.find(session, "patch", same, "another")).isEmpty();
    }

    /** A check that fails is told from a patch that does not apply, whatever it prints or ends with. */
    @Test
    void checkThatEndsWithAnyCode_hasFailed_ratherThanNotRun() {
        bench.checks = java.util.List.of("exit 97", "printf 'cordon: begun\\n'; exit 1");
        RunRecord run = bench.run(session, "t", "echo two >a.txt").run();

        assertThat(run.checks()).extracting(RunRecord.CheckResult::status).containsExactly("fail", "fail");
        assertThat(run.checks().getFirst().output()).isEmpty();
        assertThat(run.checks().getLast().output()).isEqualTo("cordon: begun\n");
    }

    /** Each name alone is fine; together they are more than any record holds. */
    @Test
    void moreAndLongerNamesThanARecordHolds_areKeptAllTheSame() {
        String deep = "d".repeat(250) + "/" + "e".repeat(250) + "/" + "f".repeat(250);
        RunSupervisor.Outcome outcome = bench.run(
                session,
                "t",
                "mkdir -p " + deep + "; cd " + deep + "; i=0; while [ $i -lt 1500 ]; do : >" + "g".repeat(200)
                        + "$i; mkfifo p$i; i=$((i+1)); done");

        RunRecord run = outcome.run();
        assertThat(outcome.task().state()).isEqualTo(TaskRecord.State.DONE);
        assertThat(run.totals().touched()).isEqualTo(1500);
        assertThat(run.totals().notTaken()).as("bounded by the harvest itself").isEqualTo(101);
        assertThat(run.touched()).hasSizeBetween(1, 999);
        assertThat(session.read(Kind.RUN))
                .allSatisfy(entry -> assertThat(entry.body().toArray()).hasSizeLessThan(1 << 20));
        assertThat(session.read(Kind.TRACE))
                .allSatisfy(entry -> assertThat(entry.body().toArray()).hasSizeLessThan(1 << 20));
        assertThat(new String(TaskBook.artifact(session, run, "names"), StandardCharsets.UTF_8).lines())
                .hasSize(1601);
        assertThat(new String(TaskDesk.patch(session, outcome.task()), StandardCharsets.UTF_8))
                .contains("g1499");
    }
}
