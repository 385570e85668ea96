package dev.cordon.bench;

import dev.cordon.core.Credential;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.UserId;
import dev.cordon.run.RunRecord;
import dev.cordon.run.TaskBook;
import dev.cordon.run.TaskDesk;
import dev.cordon.run.TaskRecord;
import dev.cordon.stores.sqlite.LocalStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A task as its session keeps it.
 *
 * @param run its latest run's record, if that has one
 * @param patch its text; empty where none was kept
 */
record KeptTask(TaskRecord task, Optional<RunRecord> run, String patch) {
    /** All tasks of the state folder, by name; names must be unique in it. */
    static Map<String, KeptTask> in(Path home) {
        Credential me = new Credential.OsUser();
        UserId user = new UserId(System.getProperty("user.name"));
        Map<String, KeptTask> kept = new HashMap<>();
        try (LocalStore store = LocalStore.open(home, user, InstantSource.system(), new SecureRandom())) {
            for (SessionInfo info : store.router().list(me)) {
                try (ReadableSession session = store.router().openForReading(me, info.id())) {
                    TaskBook.tasks(session).forEach(task -> kept.put(task.name(), of(session, task)));
                }
            }
        }
        return kept;
    }

    private static KeptTask of(ReadableSession session, TaskRecord task) {
        Optional<RunRecord> run = TaskBook.run(session, task.latestRun());
        String patch = run.filter(record -> record.artifacts().containsKey("patch"))
                .map(_ -> new String(TaskDesk.patch(session, task), StandardCharsets.UTF_8))
                .orElse("");
        return new KeptTask(task, run, patch);
    }
}
