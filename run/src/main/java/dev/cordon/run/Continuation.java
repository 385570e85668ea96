package dev.cordon.run;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A task that goes on where its last run left it: from the same base, with the change so far uncommitted in the work
 * tree of a new capsule. Immutable.
 *
 * @param task as it stands before it goes on
 * @param patch the change so far, as git writes it; empty when there is none
 * @param agent the program and arguments of its last run
 */
public record Continuation(TaskRecord task, byte[] patch, List<String> agent) {
    /**
     * In HOME from the capsule's start until the patch stands in the work tree. Where it is still there, the agent never
     * began, and what the checkout holds is nobody's work.
     */
    static final String PENDING = ".cordon-continues";

    /** Git applies all of a patch or nothing, so no half of it is ever taken for the agent's work. */
    static final String APPLY = """
            [ ! -s "$HOME/.cordon-continues" ] ||
                git apply --binary --whitespace=nowarn "$HOME/.cordon-continues" || exit
            rm -f "$HOME/.cordon-continues"
            """;

    public Continuation {
        patch = patch.clone();
        agent = List.copyOf(agent);
    }

    /**
     * What is needed to go on with a task of this session.
     *
     * @throws CordonException.NotFound when the session has no such task
     * @throws CordonException.Conflict when it runs, or has ended well or for good
     */
    public static Continuation of(ReadableSession session, String name) {
        TaskRecord task = TaskBook.named(session, name).orElseThrow(TaskDesk::unknown);
        switch (task.state()) {
            case HELD, FAILED, INTERRUPTED -> {}
            case RUNNING -> throw refused(task, "it is running", "see 'cordon logs " + name + "', or end it first");
            case DONE ->
                throw refused(
                        task, "it is done", "apply its patch, commit, and start a new task: cordon task apply " + name);
            case ENDED -> throw refused(task, "it was torn down", "start a new task");
        }
        if (task.baseCommit().isEmpty()) {
            throw refused(task, "it never came as far as a base", "start a new task");
        }
        return new Continuation(task, TaskDesk.patch(session, task), lastAgent(session, task));
    }

    @Override
    public byte[] patch() {
        return patch.clone();
    }

    /** What stands in the new capsule's HOME before its program starts. */
    Map<String, byte[]> home() {
        return Map.of(PENDING, patch.clone());
    }

    /** The record of a run that died has no agent; what it was to run stands on its trace. */
    private static List<String> lastAgent(ReadableSession session, TaskRecord task) {
        return task.runs().reversed().stream()
                .flatMap(run -> TaskBook.trace(session, run).stream())
                .filter(event -> event.type().equals(RunSupervisor.STARTED))
                .map(event -> Json.words(event.detail(), "agent"))
                .findFirst()
                .orElse(List.of());
    }

    private static CordonException.Conflict refused(TaskRecord task, String why, String mend) {
        return new CordonException.Conflict(Problem.of(
                Rule.C30,
                "task-" + task.state().name().toLowerCase(Locale.ROOT),
                "The task '" + task.name() + "' is not resumed",
                why,
                mend));
    }
}
