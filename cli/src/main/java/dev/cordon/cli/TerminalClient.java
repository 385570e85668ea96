package dev.cordon.cli;

import dev.cordon.capsule.TerminalDevice;
import dev.cordon.capsule.TerminalSize;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.run.ControlLink;
import dev.cordon.run.ControlLink.Message;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The user's terminal on a run: shows its screen, sends what is typed, and gives the terminal back as it was, whatever
 * happens, with what was typed and never read dropped: an answer that the terminal owed the agent is not typed into the
 * user's shell. The size is looked at ten times a second, so no signal is needed for it.
 *
 * <p>For one {@link #show}; {@link #hangUp} may be called from any thread.
 */
final class TerminalClient {
    private static final int LOOK_MILLIS = 100;

    /** How many looks without a key until a Ctrl-P is taken for one alone. */
    private static final int LOOKS_WITH_CTRL_P = 5;

    private static final int KEYS = 4096;

    private final TerminalDevice device;
    private final PrintStream out;
    private final PrintStream err;
    private final ScreenModes modes = new ScreenModes();
    private volatile boolean over;
    private volatile boolean left;
    private volatile Optional<ControlLink> link = Optional.empty();

    TerminalClient(Surroundings surroundings, TerminalDevice device) {
        this.device = device;
        this.out = surroundings.out();
        this.err = surroundings.err();
    }

    /**
     * The terminal that the user sits at, and its size.
     *
     * @throws CordonException.BadInput when there is none
     */
    static TerminalSize requireTerminal(Surroundings surroundings, TerminalDevice device, String command) {
        return Optional.of(surroundings)
                .filter(s -> s.isTerminal(0) && s.isTerminal(1))
                .flatMap(_ -> device.size())
                .orElseThrow(() -> new CordonException.BadInput(Problem.of(
                        "no-terminal",
                        command + " needs a terminal",
                        "standard input and output must both be one",
                        "type it at a terminal, without a pipe; for a run without one leave --tty out")));
    }

    /**
     * Shows the run until it ends or the user leaves; closes the link.
     *
     * @return the run's exit code, or 0 when the user left
     * @throws CordonException.Unavailable when the supervisor is lost
     */
    int show(ControlLink opened) {
        link = Optional.of(opened);
        try (opened) {
            Optional<Integer> exit = shown(opened);
            if (exit.isEmpty() && !left) {
                throw new CordonException.Unavailable(Problem.of(
                        Rule.C30,
                        "supervisor-lost",
                        "The run's supervisor is gone",
                        "its process ended without a word, and the agent ended with it",
                        "type 'cordon gc': it removes what is left and keeps what the agent changed"));
            }
            if (exit.isEmpty()) {
                err.println("cordon: detached; the run goes on. Come back: cordon attach " + opened.task());
            }
            return exit.orElse(CordonCli.DONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves the run, as Ctrl-P Ctrl-Q does. */
    void hangUp() {
        left = true;
        link.ifPresent(ControlLink::close);
    }

    boolean hasLeft() {
        return left;
    }

    /** Whether a run is shown whose agent lives. */
    boolean isShowing() {
        return link.isPresent() && !over;
    }

    private Optional<Integer> shown(ControlLink opened) throws IOException {
        try (TerminalDevice.RawMode raw = device.raw()) {
            Thread typing = Thread.ofPlatform().daemon().name("cordon-keys").start(() -> type(opened));
            try {
                return receive(opened, typing, raw);
            } finally {
                restore(typing, raw);
            }
        }
    }

    private Optional<Integer> receive(ControlLink opened, Thread typing, TerminalDevice.RawMode raw) {
        for (Optional<Message> message = opened.next(); message.isPresent(); message = opened.next()) {
            switch (message.get()) {
                case Message.Output(byte[] bytes) -> {
                    modes.saw(bytes);
                    print(out, bytes);
                }
                case Message.AgentEnded() -> restore(typing, raw);
                case Message.Text(boolean error, byte[] bytes) -> print(error ? err : out, bytes);
                case Message.Exit(int code) -> {
                    return Optional.of(code);
                }
            }
        }
        return Optional.empty();
    }

    private static void print(PrintStream stream, byte[] bytes) {
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }

    /** The reader of keys ends first: it must not take what is meant for the user's shell. Idempotent. */
    private void restore(Thread typing, TerminalDevice.RawMode raw) {
        if (over) {
            return;
        }
        over = true;
        try {
            typing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        print(out, modes.undo().getBytes(StandardCharsets.UTF_8));
        raw.close();
    }

    private void type(ControlLink opened) {
        DetachKeys keys = new DetachKeys();
        byte[] buffer = new byte[KEYS];
        TerminalSize size = device.size().orElse(TerminalSize.USUAL);
        int looks = 0;
        try {
            while (!over) {
                int n = device.read(buffer, LOOK_MILLIS);
                if (n < 0) {
                    hangUp();
                    return;
                }
                looks = n > 0 ? 0 : looks + 1;
                DetachKeys.Typed typed = keys.next(buffer, n);
                opened.type(typed.bytes(), typed.bytes().length);
                if (typed.detach()) {
                    hangUp();
                    return;
                }
                if (keys.isHolding() && looks >= LOOKS_WITH_CTRL_P) {
                    opened.type(keys.idle(), 1);
                }
                size = tellSize(opened, size);
            }
        } catch (IOException e) {
            // The run is gone; who receives from it tells the user.
        }
    }

    private TerminalSize tellSize(ControlLink opened, TerminalSize known) throws IOException {
        TerminalSize now = device.size().orElse(known);
        if (!now.equals(known)) {
            opened.resize(now);
        }
        return now;
    }
}
