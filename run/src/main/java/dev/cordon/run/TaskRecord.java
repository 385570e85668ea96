package dev.cordon.run;

import java.time.Instant;
import java.util.List;

/**
 * A piece of work in a session, as its partition keeps it. An update is a new version of the record.
 *
 * @param reason why it is in its state, as a code; empty when there is nothing to say
 * @param repository where it was started from, for {@code task apply}
 * @param baseFolder the base tree that it holds on to until it ends
 * @param runs ids of the attempts at it, oldest first
 * @param released whether its patch may be applied: nothing held it, or a person released it
 */
public record TaskRecord(
        String id,
        String name,
        Instant created,
        State state,
        String reason,
        String repository,
        String baseCommit,
        String baseFolder,
        String lane,
        List<String> runs,
        boolean released) {

    public enum State {
        RUNNING,
        /** It ended well; its patch can be applied. */
        DONE,
        /** Something waits for a person. A held task has not ended. */
        HELD,
        FAILED,
        /** Its supervisor died; what was not exported was snapshotted. */
        INTERRUPTED,
        /** Torn down by a person: its grants are void, its records stay until the session ends. */
        ENDED;

        public boolean isOver() {
            return this == DONE || this == FAILED || this == ENDED;
        }
    }

    public TaskRecord {
        runs = List.copyOf(runs);
    }

    /** The task as it is while one more run works at it: nothing of it may be applied until that has ended. */
    TaskRecord continuedBy(String run) {
        List<String> all = new java.util.ArrayList<>(runs);
        all.add(run);
        return new TaskRecord(
                id, name, created, State.RUNNING, "", repository, baseCommit, baseFolder, lane, all, false);
    }

    TaskRecord in(State next, String why) {
        return new TaskRecord(id, name, created, next, why, repository, baseCommit, baseFolder, lane, runs, released);
    }

    TaskRecord from(String commit, String folder) {
        return new TaskRecord(id, name, created, state, reason, repository, commit, folder, lane, runs, released);
    }

    TaskRecord withRelease(boolean isReleased) {
        return new TaskRecord(
                id, name, created, state, reason, repository, baseCommit, baseFolder, lane, runs, isReleased);
    }

    public String latestRun() {
        return runs.getLast();
    }
}
