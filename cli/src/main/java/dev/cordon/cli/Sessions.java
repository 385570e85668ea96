package dev.cordon.cli;

import dev.cordon.core.Alias;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.Problem;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.SessionRouter;
import dev.cordon.run.ApprovalDesk;
import dev.cordon.run.TaskBook;
import dev.cordon.run.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds what people name among their own sessions: sessions by alias or id, tasks and approvals by name. Looks at the
 * credential's sessions only, each opened for itself (C10).
 */
final class Sessions {
    private final Wiring wiring;
    private final SessionRouter router;
    private final Credential credential;

    Sessions(Wiring wiring) {
        this.wiring = wiring;
        this.router = wiring.router();
        this.credential = wiring.credential();
    }

    /** A task and the session that it belongs to. */
    record Found(SessionInfo session, TaskRecord task) {}

    /** The session of this alias or id. */
    SessionInfo named(String name) {
        return router.list(credential).stream()
                .filter(info -> info.id().value().equals(name)
                        || info.findAlias()
                                .map(Alias::value)
                                .filter(name::equals)
                                .isPresent())
                .findFirst()
                .orElseThrow(() -> notFound("session", name, "cordon session list"));
    }

    List<Found> tasks(Optional<String> session) {
        List<SessionInfo> sessions = session.map(name -> List.of(named(name))).orElseGet(() -> router.list(credential));
        List<Found> found = new ArrayList<>();
        for (SessionInfo info : sessions) {
            readingIfThere(info, TaskBook::tasks)
                    .ifPresent(tasks -> tasks.forEach(task -> found.add(new Found(info, task))));
        }
        return found;
    }

    /** The task of this name; one that several sessions have needs --session. */
    Found task(String name, Optional<String> session) {
        List<Found> found = tasks(session).stream()
                .filter(f -> f.task().name().equals(name) || f.task().id().equals(name))
                .toList();
        if (found.size() > 1) {
            throw new CordonException.BadInput(Problem.of(
                    "task-ambiguous",
                    "Several sessions have a task '" + name + "'",
                    "a task's name is unique in its session only",
                    "say which with --session: "
                            + String.join(
                                    ", ",
                                    found.stream().map(f -> label(f.session())).toList())));
        }
        return found.stream().findFirst().orElseThrow(() -> notFound("task", name, "cordon task list"));
    }

    /** The session that holds what {@code has} looks for. */
    SessionInfo holding(String what, String name, Predicate<ReadableSession> has) {
        return router.list(credential).stream()
                .filter(info -> readingIfThere(info, has::test).orElse(false))
                .findFirst()
                .orElseThrow(() -> notFound(what, name, "cordon task list"));
    }

    SessionInfo holdingApproval(String id) {
        return holding(
                "approval",
                id,
                reader ->
                        ApprovalDesk.find(reader, id, wiring.clock().instant()).isPresent());
    }

    <T> T reading(SessionInfo info, Function<ReadableSession, T> read) {
        try (ReadableSession reader = router.openForReading(credential, info.id())) {
            return read.apply(reader);
        }
    }

    /** Of a session whose erasure was stopped only the name is left: it must keep nobody from the others. */
    <T> Optional<T> readingIfThere(SessionInfo info, Function<ReadableSession, T> read) {
        try {
            return Optional.of(reading(info, read));
        } catch (CordonException.NotFound e) {
            return Optional.empty();
        }
    }

    <T> T writing(SessionInfo info, Function<Session, T> write) {
        try (Session session = router.open(credential, info.workspace(), info.id())) {
            return write.apply(session);
        }
    }

    List<SessionInfo> all() {
        return router.list(credential);
    }

    static String label(SessionInfo info) {
        return info.findAlias().map(Alias::value).orElse(info.id().value());
    }

    private static CordonException.NotFound notFound(String what, String name, String list) {
        return new CordonException.NotFound(Problem.of(
                Rule.C3,
                what + "-not-found",
                "There is no " + what + " '"
                        + dev.cordon.tools.PlainText.of(name.length() > 80 ? name.substring(0, 80) + "…" : name) + "'",
                "you have none of this name",
                "see '" + list + "'"));
    }
}
