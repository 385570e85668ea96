package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.run.RunListener;
import dev.cordon.tools.PlainText;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Prints for a person: a line a step, colours and a live progress line only on a terminal. With {@code --json} the one
 * document has standard output to itself and everything else is silent. On a terminal, what the agent prints is marked
 * line for line, so that it can't pass for a step, and its controls are shown, so that it can't act; a file or a program gets
 * the agent's bytes as they are. Thread-safe.
 */
final class Terminal implements RunListener {
    /** Before each line of the agent's: none of Cordon's own begins so. */
    static final String AGENT = "| ";

    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean colours;
    private final boolean live;
    private final boolean quiet;
    private boolean progressShown;
    private final ShownOutput agentOut;
    private final ShownOutput agentErr;

    Terminal(Surroundings surroundings, boolean quiet) {
        this.out = surroundings.out();
        this.err = surroundings.err();
        this.colours = surroundings.colours();
        this.live = surroundings.isTerminal(2);
        this.quiet = quiet;
        this.agentOut = ofAgent(out, surroundings.isTerminal(1));
        this.agentErr = ofAgent(err, surroundings.isTerminal(2));
    }

    private static ShownOutput ofAgent(PrintStream stream, boolean terminal) {
        return new ShownOutput(stream, terminal ? AGENT : "", terminal);
    }

    @Override
    public synchronized void step(Stage stage, String line) {
        if (!quiet) {
            clear();
            String tag = ("[" + stage.name().toLowerCase(Locale.ROOT) + "]")
                    .concat(" ".repeat(9))
                    .substring(0, 9);
            out.println(dim(tag) + " " + line);
        }
    }

    @Override
    public synchronized void output(byte[] bytes, int length, boolean error) {
        if (!quiet) {
            clearProgress();
            (error ? agentErr : agentOut).write(bytes, 0, length);
            (error ? err : out).flush();
        }
    }

    @Override
    public synchronized void progress(String what) {
        if (live && !quiet) {
            clear();
            err.print("… " + PlainText.of(what));
            err.flush();
            progressShown = true;
        }
    }

    synchronized void line(String line) {
        if (!quiet) {
            clear();
            out.println(line);
        }
    }

    synchronized void note(String line) {
        if (!quiet) {
            clear();
            err.println("cordon: " + line);
        }
    }

    /** What happened, why, how to mend it, and the rule. */
    synchronized void problem(CordonException e) {
        clear();
        Problem problem = e.problem();
        String rule =
                problem.citedRule().map(r -> " [" + r + ": " + r.title() + "]").orElse("");
        err.println(bold("cordon: " + problem.what()) + rule);
        err.println("  why:  " + problem.why());
        err.println("  mend: " + problem.mend());
    }

    String bold(String text) {
        return colours ? "\033[1m" + text + "\033[0m" : text;
    }

    String dim(String text) {
        return colours ? "\033[2m" + text + "\033[0m" : text;
    }

    /** What is printed next begins a line. */
    private void clear() {
        clearProgress();
        agentOut.endLine();
        agentErr.endLine();
    }

    private void clearProgress() {
        if (progressShown) {
            err.print(CLEAR_LINE);
            progressShown = false;
        }
    }
}
