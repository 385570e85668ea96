package dev.cordon.run;

import dev.cordon.capsule.Journal;

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
