package dev.cordon.run;

import dev.cordon.capsule.Journal;
import java.nio.file.Path;

/** Told what a run does, as it does it. Called from several threads; must return soon. */
public interface RunListener {
    /** The stages that print a line. */
    enum Stage {
        ROUTER,
        CAPSULE,
        AGENT,
        VERIFY,
        PERSIST,
        REPAIR
    }

    /** One line for a person. */
    void step(Stage stage, String line);

    /** Bytes that the agent wrote; {@code error} tells standard error from standard output. */
    void output(byte[] bytes, int length, boolean error);

    /** Something slow begins; the next call of any method means that it ended. */
    void progress(String what);

    /** A step of the run's journal is on disk. */
    default void durable(Journal.Step step) {}

    /**
     * The agent runs in a terminal of its own, which can be used until {@link #terminalEnded}. The agent's output is
     * not read before this returns, so it may wait some seconds for somebody who wants to see all of it.
     *
     * @param control where a socket for the user's terminals may be made; nothing of the capsule sees it
     */
    default void terminalOpened(Path control, AgentTerminal terminal) {}

    /** The agent has ended and all its output was told. */
    default void terminalEnded() {}

    /** Hears nothing. */
    RunListener SILENT = new RunListener() {
        @Override
        public void step(Stage stage, String line) {}

        @Override
        public void output(byte[] bytes, int length, boolean error) {}

        @Override
        public void progress(String what) {}
    };
}
