package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.CordonException;
import dev.cordon.core.SecretRef;
import dev.cordon.core.Session;
import dev.cordon.core.ToolSpec;
import dev.cordon.core.ToolSpec.ArgumentType;
import dev.cordon.core.ToolSpec.MountSpec;
import dev.cordon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An approval is one exact action: done once, by a person's word, and only as it was shown (C26). */
class ApprovalTest {
    @TempDir
    Path folder;

    private RunBench bench;
    private Session session;
    private Path outside;
    private Path program;

    @BeforeEach
    void toolThatActsOutside() throws Exception {
        GitRepo repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "one\n");
        repo.commit("first");
        bench = new RunBench(folder.resolve("home"), repo.folder());
        outside = Files.createDirectory(folder.resolve("outside"));
        program = script("#!/bin/sh\necho \"$1 $(cat a.txt) ${TOKEN:-none} $(cat)\" >>OUT/log\n"
                .replace("OUT", outside.toString()));
        bench.offer(tool(Optional.empty()));
        session = bench.session("s");
    }

    @AfterEach
    void close() {
        session.close();
        bench.close();
    }

    private Path script(String text) throws Exception {
        Path file = Files.writeString(outside.resolve("act"), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private ToolSpec tool(Optional<SecretRef> credential) {
        return new ToolSpec(
                "act",
                List.of(program == null ? outside.resolve("act").toString() : program.toString(), "{what}"),
                Map.of("what", ArgumentType.STRING),
                credential,
                List.of(),
                List.of(new MountSpec(outside, true)),
                Optional.empty());
    }

    private ApprovalDesk.Waiting parked(String task) {
        return ApprovalDesk.pending(
                        session,
                        TaskBook.named(session, task).orElseThrow().id(),
                        bench.machine.clock().instant())
                .getFirst();
    }

    private ApprovalDesk.Waiting held(String task) {
        RunSupervisor.Outcome outcome =
                bench.run(session, task, "echo two >a.txt; cordon-act act what=it; test $? = 3");
        assertThat(outcome.task().state()).isEqualTo(TaskRecord.State.HELD);
        assertThat(outside.resolve("log")).doesNotExist();
        return parked(task);
    }

    /** Neither ledger nor session grows by what an agent asks for in vain, however often (C34). */
    @Test
    void refusedRequests_areWrittenOnceAndCounted() {
        TaskRecord task = bench.run(
                        session, "t", "i=0; while [ $i -lt 50 ]; do cordon-act nothing; i=$((i+1)); done; true")
                .task();

        List<TraceEvent> trace = TaskBook.trace(session, task.latestRun());
        assertThat(trace)
                .filteredOn(event -> event.type().equals("action.refused"))
                .hasSize(1);
        assertThat(trace)
                .filteredOn(event -> event.type().equals("action.refusals"))
                .singleElement()
                .satisfies(event -> assertThat(event.numbers()).containsEntry("times", 50L));
    }

    private TaskDesk.Approved approve(ApprovalDesk.Waiting waiting) {
        return approve(waiting, waiting.parked().action().shortCode());
    }

    private TaskDesk.Approved approve(ApprovalDesk.Waiting waiting, String code) {
        return bench.desk(session)
                .approve(
                        waiting.parked().id(),
                        code,
                        bench.plan("t", "true"),
                        bench.credentials(Map.of("TOKEN", "s3cret")));
    }

    private ApprovalState state(ApprovalDesk.Waiting waiting) {
        return session.approvals().state(waiting.parked().id());
    }

    private void refusedAsVoid(ApprovalDesk.Waiting waiting) {
        assertThatThrownBy(() -> approve(waiting))
                .isInstanceOf(CordonException.Refused.class)
                .hasMessageContaining("C26");
        assertThat(state(waiting)).isEqualTo(ApprovalState.VOID);
        assertThat(outside.resolve("log")).doesNotExist();
    }

    @Test
    void approved_isDoneOnceOnBasePlusPatch() {
        ApprovalDesk.Waiting waiting = held("t");
        TaskDesk.Approved approved = approve(waiting);
        assertThat(approved.succeeded()).as(approved.output()).isTrue();
        assertThat(outside.resolve("log")).hasContent("it two none ");
        assertThat(approved.task().state()).isEqualTo(TaskRecord.State.DONE);
        assertThat(state(waiting)).isEqualTo(ApprovalState.DONE);
    }

    @Test
    void credential_isInjectedAndInNoRecord() {
        bench.offer(tool(Optional.of(new SecretRef.Environment("TOKEN"))));
        approve(held("t"));
        assertThat(outside.resolve("log")).hasContent("it two s3cret ");
        assertThat(TaskBook.trace(
                        session, TaskBook.named(session, "t").orElseThrow().latestRun()))
                .noneMatch(event -> event.detail().contains("s3cret"));
    }

    @Test
    void replayed_isAConflict() {
        ApprovalDesk.Waiting waiting = held("t");
        approve(waiting);
        assertThatThrownBy(() -> approve(waiting)).isInstanceOf(CordonException.Conflict.class);
        assertThat(outside.resolve("log")).hasContent("it two none ");
    }

    @Test
    void wrongCode_isRefusedAndNothingIsSpent() {
        ApprovalDesk.Waiting waiting = held("t");
        assertThatThrownBy(() -> approve(waiting, "0000000000")).isInstanceOf(CordonException.Refused.class);
        assertThat(state(waiting)).isEqualTo(ApprovalState.PARKED);
    }

    @Test
    void codeOfAnotherRun_isRefused() {
        ApprovalDesk.Waiting first = held("t");
        ApprovalDesk.Waiting second = held("u");
        assertThatThrownBy(() -> approve(first, second.parked().action().shortCode()))
                .isInstanceOf(CordonException.Refused.class);
    }

    @Test
    void expired_isRefused() {
        ApprovalDesk.Waiting waiting = held("t");
        bench.jump(Duration.ofHours(2));
        assertThatThrownBy(() -> approve(waiting)).isInstanceOf(CordonException.class);
        assertThat(outside.resolve("log")).doesNotExist();
    }

    @Test
    void programChangedAfterwards_makesItVoid() throws Exception {
        ApprovalDesk.Waiting waiting = held("t");
        script("#!/bin/sh\necho evil >>" + outside.resolve("log") + "\n");
        refusedAsVoid(waiting);
    }

    @Test
    void toolDeclaredOtherwise_makesItVoid() {
        ApprovalDesk.Waiting waiting = held("t");
        bench.offer(new ToolSpec(
                "act",
                List.of(program.toString(), "--force", "{what}"),
                Map.of("what", ArgumentType.STRING),
                Optional.empty(),
                List.of(),
                List.of(new MountSpec(outside, true)),
                Optional.empty()));
        refusedAsVoid(waiting);
    }

    @Test
    void policyChanged_makesItVoid() {
        ApprovalDesk.Waiting waiting = held("t");
        bench.policy = "policy-2";
        refusedAsVoid(waiting);
    }

    @Test
    void otherCredential_makesItVoid() {
        ApprovalDesk.Waiting waiting = held("t");
        bench.offer(tool(Optional.of(new SecretRef.Environment("TOKEN"))));
        refusedAsVoid(waiting);
    }

    @Test
    void denied_canNeverBeApproved() {
        ApprovalDesk.Waiting waiting = held("t");
        assertThat(bench.desk(session).deny(waiting.parked().id()).state()).isEqualTo(TaskRecord.State.DONE);
        assertThatThrownBy(() -> approve(waiting)).isInstanceOf(CordonException.Conflict.class);
    }

    @Test
    void endedTask_makesItsActionsVoid() {
        ApprovalDesk.Waiting waiting = held("t");
        bench.desk(session).end(TaskBook.named(session, "t").orElseThrow());
        assertThat(state(waiting)).isEqualTo(ApprovalState.VOID);
    }

    @Test
    void failedAgent_parksNothing() {
        RunSupervisor.Outcome outcome = bench.run(session, "t", "cordon-act act what=it; exit 1");
        assertThat(outcome.task().state()).isEqualTo(TaskRecord.State.FAILED);
        assertThat(ApprovalDesk.all(session, bench.machine.clock().instant())).isEmpty();
    }

    @Test
    void heldPatch_mustBeReleasedBeforeItsActions() {
        bench.run(session, "t", "echo x >.envrc; cordon-act act what=it; true");
        List<ApprovalDesk.Waiting> waiting = ApprovalDesk.pending(
                session,
                TaskBook.named(session, "t").orElseThrow().id(),
                bench.machine.clock().instant());
        assertThat(waiting).hasSize(2);
        assertThatThrownBy(() -> approve(waiting.get(1)))
                .isInstanceOf(CordonException.Conflict.class)
                .hasMessageContaining("C31");
        assertThat(approve(waiting.get(0)).task().released()).isTrue();
        assertThat(approve(waiting.get(1)).task().state()).isEqualTo(TaskRecord.State.DONE);
    }

    @Test
    void deniedRelease_failsTheTaskAndVoidsItsActions() {
        bench.run(session, "t", "echo x >.envrc; cordon-act act what=it; true");
        List<ApprovalDesk.Waiting> waiting = ApprovalDesk.pending(
                session,
                TaskBook.named(session, "t").orElseThrow().id(),
                bench.machine.clock().instant());
        assertThat(bench.desk(session).deny(waiting.get(0).parked().id()).state())
                .isEqualTo(TaskRecord.State.FAILED);
        assertThat(state(waiting.get(1))).isEqualTo(ApprovalState.VOID);
    }

    @Test
    void failedAction_isSpentAndNotRetried() throws Exception {
        script("#!/bin/sh\nexit 4\n");
        bench.offer(tool(Optional.empty()));
        ApprovalDesk.Waiting waiting = held("t");
        TaskDesk.Approved approved = approve(waiting);
        assertThat(approved.exit()).isEqualTo(4);
        assertThat(state(waiting)).isEqualTo(ApprovalState.FAILED);
    }

    /** Nothing of it ran, so its outcome is known. */
    @Test
    void actionWhoseSandboxDoesNotStart_failedAndIsNotUnknown() throws Exception {
        ApprovalDesk.Waiting waiting = held("t");
        Path filter = bench.machine.folder().skeleton().resolve("seccomp.bpf");
        Files.delete(filter);
        Files.createDirectory(filter);
        assertThatThrownBy(() -> approve(waiting)).isInstanceOf(CordonException.Unavailable.class);
        assertThat(state(waiting)).isEqualTo(ApprovalState.FAILED);
    }

    @Test
    void missingCredential_leavesTheApprovalUnspent_andItCanBeGivenAgain() {
        bench.offer(tool(Optional.of(new SecretRef.Environment("ABSENT"))));
        ApprovalDesk.Waiting waiting = held("t");
        assertThatThrownBy(() -> approve(waiting)).isInstanceOf(CordonException.Unavailable.class);
        assertThat(outside.resolve("log")).doesNotExist();

        ApprovalDesk.Waiting again = parked("t");
        TaskDesk.Approved approved = bench.desk(session)
                .approve(
                        again.parked().id(),
                        again.parked().action().shortCode(),
                        bench.plan("t", "true"),
                        bench.credentials(Map.of("ABSENT", "now here")));
        assertThat(approved.succeeded()).as(approved.output()).isTrue();
    }

    @Test
    void toolThatPrintsItsCredential_isMasked() throws Exception {
        script("#!/bin/sh\necho \"token $TOKEN\"\n");
        bench.offer(tool(Optional.of(new SecretRef.Environment("TOKEN"))));
        TaskDesk.Approved approved = approve(held("t"));
        assertThat(approved.output()).contains("token [credential]").doesNotContain("s3cret");
        assertThat(TaskBook.trace(
                        session, TaskBook.named(session, "t").orElseThrow().latestRun()))
                .noneMatch(event -> event.detail().contains("s3cret"));
    }

    @Test
    void toolWhoseProgramIsGone_isLeftOutAndTheWorkStays() {
        RunSupervisor.Outcome outcome = bench.run(session, "t", "echo two >a.txt; cordon-act act what=it; test $? = 3");
        assertThat(outcome.task().state()).isEqualTo(TaskRecord.State.HELD);
        bench.offer(new ToolSpec(
                "act",
                List.of("no-such-program", "{what}"),
                Map.of("what", ArgumentType.STRING),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty()));
        assertThat(bench.run(session, "u", "echo two >a.txt; cordon-act act what=it; test $? = 3")
                        .task()
                        .state())
                .isEqualTo(TaskRecord.State.DONE);
    }
}
