package dev.cordon.tck.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.SandboxLevel;
import dev.cordon.core.Rule;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was not shown is not held: a missing control, a missing end, a missing proof and a fault are untested (C33). */
class UntestedTest {
    @TempDir
    Path folder;

    private Bench bench;
    private Audit audit;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(folder.resolve("h"), SandboxLevel.NAMESPACE::in, (_, _, _, _) -> new ProcessBuilder("false"));
        audit = Audit.open(folder.resolve("lab"), bench.engine(), Checkout.OVERLAY);
    }

    @AfterEach
    void close() {
        CorpusTest.close(audit, bench);
    }

    private Verdict verdict(Attack attack) throws InterruptedException {
        return audit.attempt(new AttackCase(1, "one", Rule.C27, attack)).verdict();
    }

    private void isUntested(Attack attack, String why) throws InterruptedException {
        assertThat(verdict(attack))
                .isInstanceOfSatisfying(
                        Verdict.Untested.class,
                        untested -> assertThat(untested.why()).contains(why));
    }

    @Test
    void attackThatIsHarmlessWithoutACapsule_isUntested() throws Exception {
        isUntested(Script.of("true"), "it crosses nothing without a capsule either");
    }

    @Test
    void attackThatBreaksOff_isUntested() throws Exception {
        isUntested(Script.of("exit 0").uncontrolled(), "it did not come to its end");
    }

    @Test
    void controlInsideThatDoesNotWork_isUntested() throws Exception {
        isUntested(Script.of("true").provenInside(), "its control did not work");
    }

    @Test
    void fault_isUntested() throws Exception {
        isUntested(
                _ -> {
                    throw new IllegalStateException("a fault");
                },
                "a fault");
    }

    private void isCrossed(Attack attack, String what) throws InterruptedException {
        assertThat(verdict(attack))
                .isInstanceOfSatisfying(
                        Verdict.Crossed.class,
                        crossed -> assertThat(crossed.what()).contains(what));
    }

    @Test
    void bombThatStopsByItself_isUntested() throws Exception {
        isUntested(bomb("echo seen 5", 10), "it comes no further than 5");
    }

    @Test
    void bombThatComesPastItsBound_isACrossing() throws Exception {
        isCrossed(bomb("echo seen 50", 10), "it came past 10");
    }

    private static Attack bomb(String script, long bound) {
        return new BombAttack(script, "time=20s", "time=30s", bound, BombAttack::said, "by-itself");
    }

    /** A person's own programs write where the person can. */
    @Test
    void whatIsObeyedAfterwards_isACrossing() throws Exception {
        isCrossed(
                Script.of("echo \"touch '$WITNESS'\" >run.sh").careless("sh run.sh"),
                "afterwards: changed on the host: host/witness");
    }

    @Test
    void whoeverIsCalledAfterwards_isACrossing() throws Exception {
        isCrossed(
                Script.of("echo \"curl -sS -m 5 http://127.0.0.1:$PORT/\" >run.sh")
                        .careless("sh run.sh"),
                "afterwards: a server outside was reached");
    }

    @Test
    void missingIncident_isACrossing() throws Exception {
        assertThat(verdict(Script.of("true").uncontrolled().reports(Rule.C27, "address-literal")))
                .isInstanceOf(Verdict.Crossed.class);
    }

    @Test
    void sameScriptWithoutThatClaim_isHeld() throws Exception {
        assertThat(verdict(Script.of("true").uncontrolled())).isEqualTo(new Verdict.Held());
    }

    /** What it could do to a person's machine, it can't: the fence stands also where no capsule does. */
    @Test
    void controlReachesItsCopyAndNothingElse() throws Exception {
        Path outside = folder.resolve("outside");
        Verdict verdict = verdict(lab -> {
            Lab.Control control = lab.unconfined(
                    Ask.of("echo x >" + outside + "; echo x >\"$HOST/planted\"; kill -9 "
                            + ProcessHandle.current().pid()),
                    "");
            return control.crossed() ? new Verdict.Held() : new Verdict.Untested(control.output());
        });

        assertThat(verdict).isEqualTo(new Verdict.Held());
        assertThat(outside).doesNotExist();
        assertThat(folder.resolve("lab/control")).doesNotExist();
    }
}
