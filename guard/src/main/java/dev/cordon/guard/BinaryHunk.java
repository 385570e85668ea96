package dev.cordon.guard;

import dev.cordon.core.spi.GuardFinding;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first half of one of git's binary patches, the new content, and scans it: lines of base 85, deflated, that
 * hold either the content itself or what a delta puts in. The format is that of {@code emit_binary_diff_body} in git's
 * diff.c. One thread; memory is bounded whatever the lines inflate to.
 */
final class BinaryHunk implements AutoCloseable {
    /** Inflated from all files of a patch. What comes past this counts as not scanned. */
    static final long MOST = 256L << 20;

    private static final Pattern HEAD = Pattern.compile("(literal|delta) (\\d{1,12})");
    private static final int LONGEST_LINE = 52;

    private final Allowance allowance;
    private final BinaryText text;
    private final Inflater inflater = new Inflater();
    private final byte[] buffer = new byte[16 << 10];
    private @Nullable DeltaInserts delta;
    private long announced = -1;
    private long inflated;
    private boolean ended;
    private boolean tooMuch;

    BinaryHunk(ChunkScan scan, String path, Allowance allowance) {
        this.allowance = allowance;
        this.text = new BinaryText(scan, path);
    }

    /** A line after the one that begins a binary patch. */
    void line(String line) {
        if (ended) {
            return;
        }
        if (announced < 0) {
            head(line);
        } else if (line.isEmpty()) {
            end();
        } else if (!tooMuch) {
            inflate(base85(line));
        }
    }

    /** Why not all of the new content was scanned, or null. */
    @Nullable
    String unscanned() {
        if (tooMuch) {
            return "there is more binary content than 256 MiB";
        }
        return delta == null
                ? null
                : "it changes parts of a binary file; what is put in was scanned, what that makes was not";
    }

    List<GuardFinding> findings() {
        if (!ended) {
            throw new IllegalArgumentException("a binary patch has no end");
        }
        return text.end();
    }

    private void head(String line) {
        Matcher head = HEAD.matcher(line);
        if (!head.matches()) {
            throw new IllegalArgumentException("a binary patch begins with neither 'literal' nor 'delta'");
        }
        announced = Long.parseLong(head.group(2));
        delta = "delta".equals(head.group(1)) ? new DeltaInserts(text) : null;
    }

    private void inflate(byte[] deflated) {
        inflater.setInput(deflated);
        try {
            for (int n = inflater.inflate(buffer); n > 0 && !tooMuch; n = inflater.inflate(buffer)) {
                inflated += n;
                tooMuch = !allowance.take(n);
                take(tooMuch ? 0 : n);
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a binary patch can't be inflated", e);
        }
    }

    private void take(int length) {
        if (delta != null) {
            delta.add(buffer, length);
        } else {
            text.add(buffer, 0, length);
        }
    }

    private void end() {
        ended = true;
        if (tooMuch) {
            return;
        }
        if (inflated != announced || !inflater.finished()) {
            throw new IllegalArgumentException("a binary patch has another size than it says");
        }
    }

    /** Its length as a letter, then five characters for four bytes; the last four may be filled up. */
    private static byte[] base85(String line) {
        char first = line.charAt(0);
        int length =
                first >= 'A' && first <= 'Z' ? first - 'A' + 1 : first >= 'a' && first <= 'z' ? first - 'a' + 27 : 0;
        int groups = (length + 3) / 4;
        if (length < 1 || length > LONGEST_LINE || line.length() != 1 + groups * 5) {
            throw new IllegalArgumentException("a line of a binary patch has another length than it says");
        }
        byte[] bytes = new byte[groups * 4];
        for (int group = 0; group < groups; group++) {
            long value = Base85.value(line, 1 + group * 5);
            for (int at = 0; at < 4; at++) {
                bytes[group * 4 + at] = (byte) (value >>> (24 - 8 * at));
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
