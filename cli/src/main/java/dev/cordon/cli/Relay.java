package dev.cordon.cli;

import dev.cordon.run.ControlServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a supervisor prints: to the command that started it, until terminals can attach, and to the attached one from
 * then on. The turn is told on standard output, from a NUL, which nothing else there holds, to the end of the line. Thread-safe.
 */
final class Relay {
    /** What comes before the path of the socket. */
    static final char ANNOUNCEMENT = '\0';

    private final PrintStream first;
    private final PrintStream out;
    private final PrintStream err;
    private volatile Optional<ControlServer> server = Optional.empty();

    Relay(PrintStream out, PrintStream err) {
        this.first = out;
        this.out = new PrintStream(new Sink(out, false), true, StandardCharsets.UTF_8);
        this.err = new PrintStream(new Sink(err, true), true, StandardCharsets.UTF_8);
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Tells where to attach; all that follows goes there. */
    void turn(Path control, ControlServer to) {
        out.flush();
        err.flush();
        server = Optional.of(to);
        first.println(ANNOUNCEMENT + control.toString());
        first.flush();
    }

    private final class Sink extends OutputStream {
        private final PrintStream before;
        private final boolean error;

        Sink(PrintStream before, boolean error) {
            this.before = before;
            this.error = error;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            server.ifPresentOrElse(to -> to.text(error, bytes, offset, length), () -> {
                before.write(bytes, offset, length);
                before.flush();
            });
        }
    }
}
