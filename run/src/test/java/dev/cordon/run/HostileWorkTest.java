package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;

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
