package dev.cordon.guard;

/**
 * Takes a delta of git's and passes on what it puts in; what it copies is the base's. The form is that of
 * {@code patch-delta.c}: two sizes, then copies (high bit set, the other bits say which bytes of offset and size follow)
 * and insertions (a length, then so many bytes). For one thread.
 */
final class DeltaInserts {
    private final BinaryText text;
    private int sizes = 2;
    private int skip;
    private int insert;

    DeltaInserts(BinaryText text) {
        this.text = text;
    }

    void add(byte[] buffer, int length) {
        int at = 0;
        while (at < length) {
            if (insert > 0) {
                int count = Math.min(insert, length - at);
                text.add(buffer, at, count);
                insert -= count;
                at += count;
            } else {
                command(buffer[at++] & 0xff);
            }
        }
    }

    private void command(int code) {
        if (sizes > 0) {
            sizes -= code < 0x80 ? 1 : 0;
        } else if (skip > 0) {
            skip--;
        } else if (code >= 0x80) {
            skip = Integer.bitCount(code & 0x7f);
        } else if (code == 0) {
            throw new IllegalArgumentException("a delta has a command that git doesn't know");
        } else {
            insert = code;
        }
    }
}
