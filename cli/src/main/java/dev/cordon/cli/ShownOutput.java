package dev.cordon.cli;

import dev.cordon.tools.PlainText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Prints what others wrote so that it can't act on the terminal or pose as Cordon's own words. On a terminal every
 * character that would move, restyle, hide or reorder is shown by its number; line ends and tabs stay. With a mark, each
 * line begins with it, and a carriage return begins a new one. Bytes that are not UTF-8 are shown as such on a terminal
 * and pass elsewhere. Not closed: the stream below is another's. For one thread at a time.
 */
final class ShownOutput extends OutputStream {
    private static final int PIECE = 8192;

    private final PrintStream out;
    private final String mark;
    private final boolean escapes;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] rest = new byte[0];
    private boolean lineOpen;
    private boolean returned;

    /**
     * @param mark at the beginning of each line; empty for none
     * @param escapes whether a terminal shows it
     */
    ShownOutput(PrintStream out, String mark, boolean escapes) {
        this.out = out;
        this.mark = mark;
        this.escapes = escapes;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        for (int at = offset; at < offset + length; at += PIECE) {
            piece(bytes, at, Math.min(PIECE, offset + length - at));
        }
    }

    /** Ends a line that is open, so that what others print begins one of their own. */
    void endLine() {
        if (lineOpen && !mark.isEmpty()) {
            out.print('\n');
            lineOpen = false;
        }
    }

    private void piece(byte[] bytes, int offset, int length) {
        // Text that is not escaped goes byte for byte; marks stand between lines, where no character is cut.
        String text = escapes ? decoded(bytes, offset, length) : latin(bytes, offset, length);
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> show(point, shown));
        byte[] ready = shown.toString().getBytes(escapes ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        out.write(ready, 0, ready.length);
    }

    private void show(int point, StringBuilder shown) {
        boolean afterReturn = returned;
        returned = point == '\r' && !mark.isEmpty();
        if (returned) {
            end(shown);
        } else if (point == '\n') {
            if (!afterReturn) {
                end(shown);
            }
        } else {
            if (!lineOpen) {
                shown.append(mark);
                lineOpen = true;
            }
            if (escapes && point != '\t' && point != '\\') {
                shown.append(PlainText.of(Character.toString(point)));
            } else {
                shown.appendCodePoint(point);
            }
        }
    }

    private void end(StringBuilder shown) {
        shown.append(lineOpen || mark.isEmpty() ? "" : mark.stripTrailing()).append('\n');
        lineOpen = false;
    }

    private static String latin(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** A character that is cut stays until its end comes. */
    private String decoded(byte[] bytes, int offset, int length) {
        byte[] all = Arrays.copyOf(rest, rest.length + length);
        System.arraycopy(bytes, offset, all, rest.length, length);
        ByteBuffer in = ByteBuffer.wrap(all);
        CharBuffer text = CharBuffer.allocate(all.length);
        decoder.reset().decode(in, text, false);
        rest = Arrays.copyOfRange(all, in.position(), all.length);
        return text.flip().toString();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
