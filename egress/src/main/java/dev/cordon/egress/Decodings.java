package dev.cordon.egress;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Other ways to read the same bytes: percent-decoded, and what runs of base64 letters decode to, at each of the four
 * places where a run can begin, also after percent-decoding. Linear in the content; each result is no longer than it.
 */
final class Decodings {
    private static final int SHORTEST_RUN = 16;
    private static final byte[] VALUES = values();

    private Decodings() {}

    static List<byte[]> of(byte[] content) {
        List<byte[]> all = new ArrayList<>();
        addRuns(content, all);
        byte[] unescaped = percent(content);
        if (unescaped.length < content.length) {
            all.add(unescaped);
            addRuns(unescaped, all);
        }
        return all;
    }

    private static byte[] percent(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length);
        for (int i = 0; i < content.length; i++) {
            int high = content[i] == '%' && i + 2 < content.length ? Character.digit(content[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(content[i + 2], 16);
            out.write(low < 0 ? content[i] : (high << 4) | low);
            i += low < 0 ? 0 : 2;
        }
        return out.toByteArray();
    }

    private static void addRuns(byte[] content, List<byte[]> all) {
        for (int phase = 0; phase < 4; phase++) {
            byte[] decoded = runs(content, phase);
            if (decoded.length > 0) {
                all.add(decoded);
            }
        }
    }

    private static byte[] runs(byte[] content, int phase) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int start = 0;
        for (int i = 0; i <= content.length; i++) {
            if (i == content.length || (value(content[i]) < 0 && !isBreak(content[i]))) {
                if (i - start >= SHORTEST_RUN) {
                    decode(content, start, i, phase, out);
                    out.write('\n');
                }
                start = i + 1;
            }
        }
        return out.toByteArray();
    }

    private static void decode(byte[] content, int from, int to, int phase, ByteArrayOutputStream out) {
        int skip = phase;
        int bits = 0;
        int held = 0;
        for (int i = from; i < to; i++) {
            int value = value(content[i]);
            if (value >= 0 && skip-- <= 0) {
                bits = (bits << 6) | value;
                held += 6;
                if (held >= 8) {
                    held -= 8;
                    out.write(bits >> held);
                    bits &= (1 << held) - 1;
                }
            }
        }
    }

    /** A line end within a run, as MIME and PEM break theirs. */
    private static boolean isBreak(byte b) {
        return b == '\r' || b == '\n';
    }

    private static int value(byte b) {
        return b < 0 ? -1 : VALUES[b];
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        java.util.Arrays.fill(values, (byte) -1);
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < letters.length(); i++) {
            values[letters.charAt(i)] = (byte) i;
        }
        values['-'] = 62;
        values['_'] = 63;
        return values;
    }
}
