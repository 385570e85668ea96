package dev.cordon.wire;

import java.io.IOException;
import java.io.InputStream;

/**
 * Chunks (RFC 9112, section 7.1). A size has at most 15 hex digits, its line at most 1 KiB; extensions are dropped.
 * Trailers that would change the framing or the host are refused.
 */
final class ChunkedBody extends Body {
    private static final int LONGEST_LINE = 1 << 10;
    private static final int MOST_TRAILERS = 16 << 10;
    private static final int MOST_DIGITS = 15;

    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean complete;
    private Headers trailers = Headers.NONE;

    ChunkedBody(InputStream in, Side side) {
        super(side);
        this.in = in;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    int some(byte[] target, int offset, int length) throws IOException {
        if (!complete && left == 0) {
            nextChunk();
        }
        if (complete) {
            return -1;
        }
        int count = in.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw fault("truncated", "the connection ended within a chunk");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        Lines lines = new Lines(in, side(), LONGEST_LINE);
        if (!first && !lines.next().isEmpty()) {
            throw fault("chunk", "a chunk is longer than its size says");
        }
        first = false;
        left = size(lines.next());
        if (left == 0) {
            trailers = allowed(new Lines(in, side(), MOST_TRAILERS).fields());
            complete = true;
        }
    }

    private long size(String line) throws WireException {
        int end = line.indexOf(';');
        String digits = end < 0 ? line : line.substring(0, end);
        if (!Chars.isHex(digits) || digits.length() > MOST_DIGITS) {
            throw fault("chunk-size", "a chunk's size is not one of 1 to " + MOST_DIGITS + " hex digits");
        }
        return Long.parseLong(digits, 16);
    }

    private Headers allowed(Headers fields) throws WireException {
        if (fields.has("content-length") || fields.has("transfer-encoding") || fields.has("host")) {
            throw fault("trailer", "a trailer would change the framing or the host");
        }
        return fields;
    }
}
