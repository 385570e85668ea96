package dev.cordon.cli;

import dev.cordon.capsule.TerminalDevice;
import dev.cordon.capsule.TerminalSize;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.run.ControlLink;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code cordon run --tty}, seen from the user's terminal: starts the supervisor in a session of its own, prints what
 * it says until the agent runs, and attaches. Ctrl-C before that ends the run; after it, the key is the agent's.
 */
final class TerminalRun {
    private static final long LAST_PATIENCE_SECONDS = 10;
    private static final String OWN_COMMAND = "run";

    private final Surroundings surroundings;
    private final TerminalDevice device = new TerminalDevice(0);
    private final TerminalClient client;
    private final Optional<List<String>> words;

    /** @param words what the supervisor is asked for; empty for just what this process was asked for */
    TerminalRun(Surroundings surroundings, Optional<List<String>> words) {
        this.words = words;
        this.surroundings = surroundings;
        this.client = new TerminalClient(surroundings, device);
    }

    /** Does the run; answers its exit code, or 0 when the user detached. */
    int start(boolean json) {
        if (json) {
            throw new CordonException.BadInput(Problem.of(
                    "tty-json",
                    "--tty and --json don't go together",
                    "the agent's screen is on standard output, where --json promises one document",
                    "leave one of them out; 'cordon task show TASK --json' tells how the run ended"));
        }
        TerminalSize size = TerminalClient.requireTerminal(surroundings, device, "cordon run --tty");
        try {
            Process supervisor = spawn(size);
            try (ShutdownGate _ = ShutdownGate.open(() -> interrupted(supervisor))) {
                return follow(supervisor);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void interrupted(Process supervisor) {
        if (client.isShowing()) {
            client.hangUp();
        } else {
            supervisor.destroy();
        }
    }

    private int follow(Process supervisor) throws IOException {
        Thread errors = Thread.ofVirtual().start(() -> copy(supervisor.getErrorStream(), surroundings.err()));
        Optional<Path> control = untilAnnounced(supervisor.getInputStream());
        if (control.isPresent()) {
            int exit =
                    client.show(ControlLink.attach(control.get(), device.size().orElse(TerminalSize.USUAL)));
            if (!client.hasLeft()) {
                awaitEnd(supervisor);
            }
            return exit;
        }
        int exit = awaitEnd(supervisor);
        join(errors);
        return exit;
    }

    private static int awaitEnd(Process supervisor) {
        try {
            return supervisor.waitFor(LAST_PATIENCE_SECONDS, TimeUnit.SECONDS)
                    ? known(supervisor.exitValue())
                    : CordonCli.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CordonCli.FAILED;
        }
    }

    /** An exit code of ours, or "failed" for the end by a signal. */
    private static int known(int exit) {
        return exit >= CordonCli.DONE && exit <= CordonCli.REFUSED ? exit : CordonCli.FAILED;
    }

    /** Prints what the supervisor says until it names its socket; empty when it ended before. */
    private Optional<Path> untilAnnounced(InputStream stream) throws IOException {
        InputStream in = new BufferedInputStream(stream);
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == Relay.ANNOUNCEMENT) {
                return Optional.of(Path.of(restOfLine(in)));
            }
            surroundings.out().write(b);
            if (in.available() == 0) {
                surroundings.out().flush();
            }
        }
        surroundings.out().flush();
        return Optional.empty();
    }

    private static String restOfLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private Process spawn(TerminalSize size) throws IOException {
        return new ProcessBuilder(command(ownCommandLine(), words, size))
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                // On one terminal both streams keep their order; the progress line is cleared before the next one.
                .redirectErrorStream(surroundings.isTerminal(2))
                .start();
    }

    /** This very program with these very arguments, but for the command's name; or with the words given. */
    static List<String> command(List<String> own, Optional<List<String>> words, TerminalSize size) {
        int main = own.indexOf(Main.class.getName());
        int run = main < 0 ? -1 : main + 1 + own.subList(main + 1, own.size()).indexOf(OWN_COMMAND);
        if (main < 0 || (words.isEmpty() && run <= main)) {
            throw new CordonException.Unavailable(Problem.of(
                    "no-supervisor",
                    "The run's supervisor can't be started",
                    "this program was not started as 'cordon run'",
                    "start it from the launcher"));
        }
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(own.subList(0, main + 1));
        command.addAll(List.of("supervise", "--terminal-size", size.toString()));
        command.addAll(words.orElseGet(() -> own.subList(run + 1, own.size())));
        return command;
    }

    private static List<String> ownCommandLine() throws IOException {
        String text = Files.readString(Path.of("/proc/self/cmdline"));
        return List.of(text.substring(0, text.length() - 1).split("\0", -1));
    }

    private static void copy(InputStream from, PrintStream to) {
        byte[] buffer = new byte[1024];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
            }
        } catch (IOException ignored) {
            // The stream ends with its process.
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
