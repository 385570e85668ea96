package dev.cordon.run;

import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.Kind;
import dev.cordon.core.Problem;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** The tasks and runs in a session's partition. Stateless: the partition is the state. */
public final class TaskBook {
    private TaskBook() {}

    public static List<TaskRecord> tasks(ReadableSession session) {
        return session.read(Kind.TASK).stream()
                .map(entry -> Json.read(entry, TaskRecord.class))
                .toList();
    }

    public static Optional<TaskRecord> named(ReadableSession session, String name) {
        return tasks(session).stream()
                .filter(task -> task.name().equals(name) || task.id().equals(name))
                .findFirst();
    }

    /** The record of a run; empty while it has not ended. */
    public static Optional<RunRecord> run(ReadableSession session, String run) {
        return runs(session).stream().filter(record -> record.id().equals(run)).findFirst();
    }

    /** The newest run of the task that ended, or was repaired, and so left a record. */
    public static Optional<RunRecord> latestRecord(ReadableSession session, TaskRecord task) {
        List<RunRecord> records = runs(session);
        return task.runs().reversed().stream()
                .flatMap(run -> records.stream().filter(record -> record.id().equals(run)))
                .findFirst();
    }

    public static List<RunRecord> runs(ReadableSession session) {
        return session.read(Kind.RUN).stream()
                .map(entry -> Json.read(entry, RunRecord.class))
                .toList();
    }

    /** What a run did, in its order. */
    public static List<TraceEvent> trace(ReadableSession session, String run) {
        return session.read(Kind.TRACE).stream()
                .map(entry -> Json.read(entry, TraceEvent.class))
                .filter(event -> event.run().equals(run))
                .toList();
    }

    /**
     * The bytes of a kept artifact of a run.
     *
     * @throws CordonException.Refused when it has more than 64 MiB
     */
    public static byte[] artifact(ReadableSession session, RunRecord run, String name) {
        return Artifacts.bytes(session, id(run, name));
    }

    /** Writes a kept artifact of a run to a stream that stays the caller's, piece by piece, whatever its size. */
    public static void artifact(ReadableSession session, RunRecord run, String name, OutputStream to)
            throws IOException {
        Artifacts.read(session, id(run, name), to);
    }

    private static String id(RunRecord run, String name) {
        String id = run.artifacts().get(name);
        if (id == null) {
            throw new CordonException.NotFound(
                    Problem.of("no-artifact", "The run kept no " + name, "there was none", "see 'cordon task show'"));
        }
        return id;
    }

    static TaskRecord begin(Session session, TaskRecord draft, Author author) {
        requireFree(session, draft.name());
        session.append(Kind.TASK, draft.id(), Json.write(draft), author);
        return draft;
    }

    static TaskRecord save(Session session, TaskRecord task, Author author) {
        session.append(Kind.TASK, task.id(), Json.write(task), author);
        return task;
    }

    static void save(Session session, RunRecord run, Author author) {
        session.append(Kind.RUN, run.id(), Json.write(run), author);
    }

    private static void requireFree(Session session, String name) {
        if (named(session, name).isPresent()) {
            throw new CordonException.Conflict(Problem.of(
                    "task-name-taken",
                    "The session already has a task '" + name + "'",
                    "a task's name is unique in its session",
                    "choose another --task name, or leave it out"));
        }
    }
}
