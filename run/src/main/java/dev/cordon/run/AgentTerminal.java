package dev.cordon.run;

import dev.cordon.capsule.Pty;
import dev.cordon.capsule.TerminalSize;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * The terminal that a run's agent has: its keyboard and its size. It reaches this agent only. Thread-safe; once the
 * agent has ended, what is typed goes nowhere and nothing is thrown. Calls may hold their platform thread.
 */
public final class AgentTerminal {
    private final Pty pty;

    AgentTerminal(Pty pty) {
        this.pty = pty;
    }

    /**
     * Types these bytes; waits while the agent doesn't read.
     *
     * @param goOn asked every 0.2 s while it waits; false drops the rest
     */
    public void type(byte[] bytes, BooleanSupplier goOn) {
        try {
            pty.write(bytes, bytes.length, goOn);
        } catch (IOException e) {
            // The terminal went with its agent.
        }
    }

    public void resize(TerminalSize size) {
        try {
            pty.resize(size);
        } catch (IOException e) {
            // The terminal went with its agent.
        }
    }
}
