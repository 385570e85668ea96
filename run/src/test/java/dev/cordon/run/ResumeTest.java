package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.Journal.Step;
import dev.cordon.core.ApprovalState;
import dev.cordon.core.CordonException;
import dev.cordon.core.Session;
import dev.cordon.testing.GitRepo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task that goes on where its last run left it (C18, C26, C28, C30). */
class ResumeTest {
    private static final int LINES = 150_000;

    @TempDir
    Path folder;

    private RunBench bench;
    private Session session;

    @BeforeEach
    void home() {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        bench = new RunBench(folder.resolve("home"), repo.folder());
        session = bench.session("s");
    }

    @AfterEach
    void close() {
        session.close();
        bench.close();
    }

    private String patch(String task) {
        return new String(TaskDesk.patch(session, TaskBook.named(session, task).orElseThrow()), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(Checkout.class)
    void failedTask_goesOnWithItsChange_andThePatchIsTheWhole(Checkout checkout) {
        bench.checkout = checkout;
        TaskRecord failed = bench.run(
                        session, "fix", "echo two >a.txt; printf '\\0\\1' >new.bin; git rm -q --cached a.txt; exit 1")
                .task();
        assertThat(failed.state()).isEqualTo(TaskRecord.State.FAILED);

        RunSupervisor.Outcome second = bench.resume(
                session,
                "fix",
                "test \"$(cat a.txt)\" = two && test -s new.bin && ! ls -A ~ | grep -q cordon-continues"
                        + " && test -n \"$(git status --porcelain)\" && echo three >>a.txt && mkdir d && echo x >d/y");

        assertThat(second.task().state()).isEqualTo(TaskRecord.State.DONE);
        assertThat(second.task().id()).isEqualTo(failed.id());
        assertThat(second.task().runs())
                .containsExactly(failed.latestRun(), second.run().id());
        assertThat(patch("fix")).contains("-one", "+two", "+three", "new.bin", "d/y");
        bench.desk(session).apply(second.task(), bench.repo());
        assertThat(bench.repository.resolve("a.txt")).hasContent("two\nthree");
    }

    @Test
    void heldTask_goesOn_andWhatWaitedIsVoid() {
        TaskRecord held = bench.run(
                        session, "ci", "mkdir -p .github/workflows; echo 'on: push' >.github/workflows/x.yml")
                .task();
        assertThat(held.state()).isEqualTo(TaskRecord.State.HELD);
        String approval = ApprovalDesk.all(session, bench.machine.clock().instant())
                .getFirst()
                .parked()
                .id();

        TaskRecord second =
                bench.resume(session, "ci", "rm -r .github; echo two >a.txt").task();

        assertThat(second.state()).isEqualTo(TaskRecord.State.DONE);
        assertThat(session.approvals().find(approval)).contains(ApprovalState.VOID);
        assertThat(patch("ci")).contains("+two").doesNotContain("on: push");
        assertThat(bench.machine.bases().all())
                .allSatisfy(base -> assertThat(base.folder().resolve("uses")).isEmptyDirectory());
    }

    /** What the agent can write never decides whether its work is kept. */
    @Test
    void markOfAChangeThatWaits_leftByTheAgent_losesNothing() {
        bench.run(session, "marked", "echo two >a.txt; exit 1");
        RunSupervisor.Outcome second =
                bench.resume(session, "marked", "echo three >>a.txt; touch ~/" + Continuation.PENDING);
        assertThat(second.task().state()).isEqualTo(TaskRecord.State.DONE);
        assertThat(patch("marked")).contains("+two", "+three");
    }

    @Test
    void lastRunsAgent_isKnown_alsoOfARunThatDied() throws Exception {
        bench.run(session, "again", "exit 3");
        assertThat(Continuation.of(session, "again").agent()).containsExactly("/bin/sh", "-c", "exit 3");
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CAPSULE", "STARTED", "EXITED"})
    void diesAgainWhileItGoesOn_theChangeSoFarIsNeverLost(Step step) throws Exception {
        // Large enough for git to be still at it when the process that wants it dies.
        bench.run(session, "doomed", "yes precious | head -n " + LINES + " >kept.txt; exit 1");
        session.close();
        bench.close();

        DyingSupervisor.dieAt(step, folder.resolve("home"), bench.repository, "resume");

        bench = new RunBench(folder.resolve("home"), bench.repository);
        assertThat(new Repair(bench.machine, bench.store.router(), RunBench.ME).run())
                .hasSize(1);
        session = bench.session("s");
        TaskRecord task = TaskBook.named(session, "doomed").orElseThrow();
        assertThat(task.state()).isEqualTo(TaskRecord.State.INTERRUPTED);
        assertThat(preciousLines()).isEqualTo(LINES);
        assertThat(bench.resume(session, "doomed", "test -s kept.txt && echo more >>kept.txt")
                        .task()
                        .state())
                .isEqualTo(TaskRecord.State.DONE);
        assertThat(patch("doomed")).contains("+more");
        assertThat(preciousLines()).isEqualTo(LINES);
    }

    private long preciousLines() {
        return patch("doomed").lines().filter("+precious"::equals).count();
    }

    @Test
    void uncommittedChangesInTheBase_stillStandWhileTheBaseDoes_andAClearErrorAfter() throws Exception {
        Files.writeString(bench.repository.resolve("a.txt"), "dirty\n");
        bench.includeDirty = true;
        bench.run(session, "dirty", "echo more >>a.txt; exit 1");
        bench.includeDirty = false;
        Files.writeString(bench.repository.resolve("a.txt"), "one\n");

        assertThat(bench.resume(session, "dirty", "grep -q dirty a.txt && grep -q more a.txt; exit 1")
                        .run()
                        .exit())
                .isEqualTo(1);
        bench.machine.bases().collect();
        assertThatThrownBy(() -> bench.resume(session, "dirty", "true"))
                .isInstanceOf(CordonException.class)
                .hasMessageContaining("no longer there");
        assertThat(patch("dirty")).as("nothing is lost by the refusal").contains("+more");
        assertThat(TaskBook.named(session, "dirty").orElseThrow().state()).isEqualTo(TaskRecord.State.FAILED);
    }

    @Test
    void doneEndedAndUnknownTasks_areRefused() {
        bench.run(session, "done", "true");
        assertThatThrownBy(() -> Continuation.of(session, "done"))
                .isInstanceOf(CordonException.Conflict.class)
                .hasMessageContaining("it is done");
        TaskRecord over = bench.run(session, "over", "exit 1").task();
        bench.desk(session).end(over);
        bench.desk(session)
                .end(bench.run(session, "held", "echo 'eval x' >.envrc").task());
        assertThatThrownBy(() -> Continuation.of(session, "held"))
                .isInstanceOf(CordonException.Conflict.class)
                .hasMessageContaining("it was torn down");
        assertThatThrownBy(() -> Continuation.of(session, "nobody")).isInstanceOf(CordonException.NotFound.class);
    }

    @Test
    void failedWhileNothingWasChanged_startsFromTheBase() {
        bench.run(session, "empty", "exit 1");
        assertThat(bench.resume(session, "empty", "echo two >a.txt").task().state())
                .isEqualTo(TaskRecord.State.DONE);
        assertThat(List.of(patch("empty").split("\n"))).contains("+two");
    }
}
