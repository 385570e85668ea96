package dev.cordon.cli;

import dev.cordon.capsule.Repository;
import dev.cordon.core.CordonException;
import dev.cordon.core.Lane;
import dev.cordon.core.SessionInfo;
import java.util.Optional;

/** The lane in whose place a person recalls: they find what a run of the session would find there (C12). */
final class RecallLane {
    private RecallLane() {}

    /**
     * @param asked for; else it is the one that {@code cordon run} takes here
     * @throws CordonException.BadInput where the configuration has no such lane (C24)
     */
    static Lane of(Wiring wiring, Surroundings surroundings, SessionInfo info, Optional<String> asked) {
        Config config = wiring.config();
        return Plans.lane(
                config, asked.or(() -> ofWorkspace(wiring, surroundings, info)).orElse(Plans.DEFAULT_LANE));
    }

    /** Where the caller stands in the session's repository, and the configuration names that one's lane. */
    private static Optional<String> ofWorkspace(Wiring wiring, Surroundings surroundings, SessionInfo info) {
        if (wiring.config().workspaces().values().stream()
                .allMatch(workspace -> workspace.lane().isEmpty())) {
            return Optional.empty();
        }
        try {
            Repository here = Repository.around(surroundings.folder(), surroundings.environment());
            return wiring.store().workspaces().of(here.commonDirectory()).equals(info.workspace())
                    ? wiring.config().workspace(here.folder()).lane()
                    : Optional.empty();
        } catch (CordonException.BadInput e) {
            // In no repository: nothing here names a lane.
            return Optional.empty();
        }
    }
}
