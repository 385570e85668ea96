package dev.cordon.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: stops what runs, and holds the JVM until its teardown is done (C30). Outside a run they end the
 * program at once, as people expect.
 */
final class ShutdownGate implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private static volatile boolean stopping;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private ShutdownGate(Runnable stop) {
        this.hook = Thread.ofPlatform().name("cordon-stop").unstarted(() -> {
            stopping = true;
            stop.run();
            try {
                done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** While open, a signal calls {@code stop} and then waits until this is closed. */
    static ShutdownGate open(Runnable stop) {
        ShutdownGate gate = new ShutdownGate(stop);
        Runtime.getRuntime().addShutdownHook(gate.hook);
        return gate;
    }

    /** Ends the program; where a signal ends it already, the JVM's own exit code for that signal stands. */
    static void exit(int code) {
        if (stopping) {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        // Threads that wait on a dead client must not hold the exit up.
        Runtime.getRuntime().halt(code);
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // The JVM is on its way out already and waits for the latch.
        }
    }
}
