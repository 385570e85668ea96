package dev.cordon.tck.capsule;

import dev.cordon.core.Credential;
import dev.cordon.core.Incident;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.WorkspaceRegistry;
import dev.cordon.run.Machine;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * The parts of one home that the corpus runs on. Owned and closed by whoever opened the home, which must be nobody's own:
 * the corpus fills it with hostile sessions. Thread-safe as its parts are.
 *
 * @param machine whose capsules stand for the boundary under attack
 * @param incidents every incident of the home
 * @param child how to run an agent under a supervisor in a process of its own
 */
public record Engine(
        Machine machine,
        SessionRouter router,
        WorkspaceRegistry workspaces,
        Credential credential,
        Supplier<List<Incident>> incidents,
        Child child) {

    /** Starts supervisors that may be killed. */
    @FunctionalInterface
    public interface Child {
        /**
         * A process that is to run {@code script} as task {@code task} of session {@code session}, on this home and at
         * the sandbox level of {@link #machine}, and is started by the caller.
         */
        ProcessBuilder supervisor(Path repository, String session, String task, String script);
    }
}
