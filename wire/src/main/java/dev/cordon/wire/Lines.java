package dev.cordon.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads lines that end in CR LF and nothing else, within a budget of bytes. */
final class Lines {
    private static final int MOST_FIELDS = 200;

    private final InputStream in;
    private final Side side;
    private int budget;
    private byte[] line = new byte[256];

    Lines(InputStream in, Side side, int budget) {
        this.in = in;
        this.side = side;
        this.budget = budget;
    }

    /** The next line without its end. */
    String next() throws IOException {
        return after(in.read());
    }

    /** The line whose first byte was read already. */
    String after(int first) throws IOException {
        int length = 0;
        for (int b = first; b != '\r'; b = in.read()) {
            refuse(b);
            if (length == line.length) {
                line = java.util.Arrays.copyOf(line, length * 2);
            }
            line[length++] = (byte) b;
        }
        if (in.read() != '\n') {
            throw side.fault("bare-cr", "a line holds a CR that no LF follows");
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Fields up to the empty line. */
    Headers fields() throws IOException {
        List<Headers.Field> fields = new ArrayList<>();
        for (String text = next(); !text.isEmpty(); text = next()) {
            if (fields.size() == MOST_FIELDS) {
                throw tooLarge("more than " + MOST_FIELDS + " header fields");
            }
            fields.add(field(text));
        }
        return Headers.of(fields);
    }

    private Headers.Field field(String text) throws WireException {
        if (text.startsWith(" ") || text.startsWith("\t")) {
            throw side.fault("folded", "a header field is folded over two lines");
        }
        int colon = text.indexOf(':');
        if (colon < 0 || !Chars.isToken(text.substring(0, colon))) {
            throw side.fault("field-name", "a header field has no valid name");
        }
        return new Headers.Field(text.substring(0, colon), trimmed(text.substring(colon + 1)));
    }

    private static String trimmed(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && " \t".indexOf(value.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && " \t".indexOf(value.charAt(to - 1)) >= 0) {
            to--;
        }
        return value.substring(from, to);
    }

    private void refuse(int b) throws WireException {
        if (b < 0) {
            throw side.fault("truncated", "the connection ended within a line");
        }
        if (b == '\n') {
            throw side.fault("bare-lf", "a line ends in LF without CR");
        }
        if ((b < ' ' && b != '\t') || b == 0x7f) {
            throw side.fault("control", "a line holds a control character");
        }
        if (--budget < 0) {
            throw tooLarge("the lines are longer than this side reads");
        }
    }

    private WireException tooLarge(String why) {
        return new WireException(side == Side.REQUEST ? 431 : 502, "too-large", why);
    }
}
