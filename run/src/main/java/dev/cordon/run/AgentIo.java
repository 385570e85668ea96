package dev.cordon.run;

import dev.cordon.capsule.Pty;
import dev.cordon.core.spi.Sandbox.Streams;
import java.io.IOException;
import java.io.InputStream;

/**
 * Carries what an agent writes to the run's log and to its listener, until the last byte. Made before the capsule,
 * closed after it; one agent, one thread that calls.
 */
interface AgentIo extends AutoCloseable {
    /** What the capsule gives the program. */
    Streams streams();

    /** Begins to carry; the process runs already. */
    void begin(Process process, BoundedLog log);

    /** Waits for the last byte. Every process that could write one is dead by then. */
    void awaitEnd();

    @Override
    void close();

    static AgentIo of(AgentStreams streams, RunContext context) {
        return switch (streams) {
            case AgentStreams.Pipes(var input) -> new Piped(new Streams.Pipes(input), context.listener());
            case AgentStreams.Terminal(var size) -> new OnTerminal(Pty.open(size), context);
        };
    }

    /** Two pipes. */
    final class Piped implements AgentIo {
        private final Streams streams;
        private final RunListener listener;
        private Thread out = new Thread();
        private Thread err = new Thread();

        private Piped(Streams streams, RunListener listener) {
            this.streams = streams;
            this.listener = listener;
        }

        @Override
        public Streams streams() {
            return streams;
        }

        @Override
        public void begin(Process process, BoundedLog log) {
            out = Thread.ofVirtual().start(() -> pump(process.getInputStream(), log, false));
            err = Thread.ofVirtual().start(() -> pump(process.getErrorStream(), log, true));
        }

        private void pump(InputStream stream, BoundedLog log, boolean error) {
            byte[] buffer = new byte[16 << 10];
            try {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    log.write(buffer, n);
                    listener.output(buffer, n, error);
                }
            } catch (IOException ignored) {
                // The stream ends with its process.
            }
        }

        @Override
        public void awaitEnd() {
            join(out);
            join(err);
        }

        @Override
        public void close() {}
    }

    /** A pseudo-terminal; its output is one stream, as everywhere on terminals. */
    final class OnTerminal implements AgentIo {
        private final Pty pty;
        private final RunContext context;
        private Thread pump = new Thread();

        private OnTerminal(Pty pty, RunContext context) {
            this.pty = pty;
            this.context = context;
        }

        @Override
        public Streams streams() {
            return new Streams.Terminal(pty.device());
        }

        @Override
        public void begin(Process process, BoundedLog log) {
            context.listener().terminalOpened(LiveRun.control(context.folder()), new AgentTerminal(pty));
            pump = Thread.ofPlatform().daemon().name("cordon-terminal").start(() -> pump(log));
        }

        private void pump(BoundedLog log) {
            byte[] buffer = new byte[16 << 10];
            try {
                for (int n = pty.read(buffer); n >= 0; n = pty.read(buffer)) {
                    log.write(buffer, n);
                    context.listener().output(buffer, n, false);
                }
            } catch (IOException ignored) {
                // The terminal ends with the last program on it.
            }
        }

        @Override
        public void awaitEnd() {
            join(pump);
            context.listener().terminalEnded();
        }

        @Override
        public void close() {
            pty.close();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
