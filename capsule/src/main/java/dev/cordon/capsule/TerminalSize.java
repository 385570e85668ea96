package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of a terminal in characters, each side from 1 to 65,535 as the kernel keeps it (ioctl_tty(2), {@code struct
 * winsize}); a side that a terminal says nothing about is taken as the 24 lines or 80 columns that programs assume.
 */
public record TerminalSize(int rows, int columns) {
    /** What programs assume of a terminal that says nothing. */
    public static final TerminalSize USUAL = new TerminalSize(24, 80);

    private static final int MOST = 0xffff;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    public TerminalSize {
        rows = rows <= 0 ? 24 : Math.min(rows, MOST);
        columns = columns <= 0 ? 80 : Math.min(columns, MOST);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws CordonException.BadInput when the text is something else
     */
    public static TerminalSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new CordonException.BadInput(Problem.of(
                    "terminal-size", "The size of the terminal can't be read", "it is ROWSxCOLUMNS", "say 24x80"));
        }
        return new TerminalSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return rows + "x" + columns;
    }
}
