package dev.cordon.core;

import java.util.Objects;

/**
 * The right to see more than one session. Whoever holds one is a place that isolation has to trust: such places are
 * few, named in {@link Place}, and found by searching for {@link #forPlace}. The build lets only the packages that
 * {@code CrossSessionAccessTest} lists call that method.
 */
public final class CrossSessionAccess {
    /** The places that may hold this right. */
    public enum Place {
        SWEEPER,
        USAGE,
        APPROVALS_INBOX,
        GUARD_INDEX,
        ROLLOUT,
        AUDITOR,
        MIGRATION,
        BACKUP,
        KEY_ROTATION,
        ERASURE,
        INCIDENTS,
        TASK_QUEUE
    }

    private final Place place;

    private CrossSessionAccess(Place place) {
        this.place = Objects.requireNonNull(place);
    }

    public static CrossSessionAccess forPlace(Place place) {
        return new CrossSessionAccess(place);
    }

    public Place place() {
        return place;
    }
}
