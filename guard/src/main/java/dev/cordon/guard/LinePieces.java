package dev.cordon.guard;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads lines of any length in pieces of at most 32 KiB, as Latin-1, so that bytes survive and memory is bounded. The
 * caller owns the stream.
 */
final class LinePieces {
    static final int LONGEST = 32 << 10;

    private final InputStream stream;
    private final byte[] buffer = new byte[64 << 10];
    private int from;
    private int to;
    private boolean lineBegins = true;
    private boolean begins;

    LinePieces(InputStream stream) {
        this.stream = stream;
    }

    /** The next piece without the end of its line, or false at the end of the stream. */
    boolean next(StringBuilder piece) throws IOException {
        piece.setLength(0);
        begins = lineBegins;
        while (piece.length() < LONGEST) {
            if (from == to && !fill()) {
                lineBegins = true;
                return !piece.isEmpty();
            }
            char at = (char) (buffer[from++] & 0xFF);
            if (at == '\n') {
                lineBegins = true;
                return true;
            }
            piece.append(at);
        }
        lineBegins = false;
        return true;
    }

    /** Whether the piece is the first of its line. */
    boolean beginsLine() {
        return begins;
    }

    /** Whether the piece is the last of its line. */
    boolean endsLine() {
        return lineBegins;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, stream.read(buffer));
        return to > 0;
    }
}
