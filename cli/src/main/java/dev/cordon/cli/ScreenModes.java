package dev.cordon.cli;

import java.util.Set;
import java.util.TreeSet;

/**
 * The private modes that an agent's output has switched in the user's terminal (xterm's control sequences, DECSET and
 * DECRST), so that they can be switched back when the user leaves: other screen, mouse, bracketed paste, hidden cursor.
 * For one thread.
 */
final class ScreenModes {
    private static final int ESCAPE = 0x1b;
    private static final int LONGEST = 32;

    /** Line wrap and the cursor, which a terminal usually has. */
    private static final Set<Integer> USUALLY_ON = Set.of(7, 25);

    /** Cursor keys, other screens, mouse and focus reports, bracketed paste, which it usually has not. */
    private static final Set<Integer> USUALLY_OFF =
            Set.of(1, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1049, 2004);

    private final Set<Integer> switched = new TreeSet<>();
    private final StringBuilder sequence = new StringBuilder();

    /** Looks at output that goes to the terminal; a sequence may be split between calls. */
    void saw(byte[] output) {
        for (byte b : output) {
            if (b == ESCAPE) {
                sequence.setLength(0);
                sequence.append((char) ESCAPE);
            } else if (!sequence.isEmpty()) {
                sequence.append((char) (b & 0xff));
                look();
            }
        }
    }

    private void look() {
        int length = sequence.length();
        char last = sequence.charAt(length - 1);
        boolean begins = "\033[?".startsWith(sequence.substring(0, Math.min(3, length)));
        if (begins && length > 3 && (last == 'h' || last == 'l')) {
            for (String number : sequence.substring(3, length - 1).split(";", -1)) {
                note(number, last);
            }
            sequence.setLength(0);
        } else if (!begins || length > LONGEST || (length > 3 && last != ';' && !Character.isDigit(last))) {
            sequence.setLength(0);
        }
    }

    private void note(String number, char letter) {
        int mode = number.length() > 4 || number.isEmpty() ? -1 : Integer.parseInt(number);
        if ((letter == 'h' ? USUALLY_ON : USUALLY_OFF).contains(mode)) {
            switched.remove(mode);
        } else if ((letter == 'h' ? USUALLY_OFF : USUALLY_ON).contains(mode)) {
            switched.add(mode);
        }
    }

    /** What undoes them, and gives colours back; nothing when none is switched. */
    String undo() {
        StringBuilder undo = new StringBuilder();
        switched.forEach(mode -> undo.append("\033[?").append(mode).append(USUALLY_ON.contains(mode) ? 'h' : 'l'));
        return undo.isEmpty() ? "" : undo.append("\033[0m").toString();
    }
}
