package dev.cordon.run;

import dev.cordon.capsule.TerminalSize;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the agent's standard streams are. Immutable. */
public sealed interface AgentStreams {
    /**
     * Pipes: the run is supervised where its output goes.
     *
     * @param input what the agent reads as standard input; null for nothing
     */
    record Pipes(@Nullable Path input) implements AgentStreams {}

    /**
     * A pseudo-terminal of its own, of this size until somebody attaches. The listener is handed it ({@link
     * RunListener#terminalOpened}).
     */
    record Terminal(TerminalSize size) implements AgentStreams {}
}
