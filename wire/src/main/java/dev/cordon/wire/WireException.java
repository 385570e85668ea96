package dev.cordon.wire;

import java.io.IOException;

/**
 * Bytes that are no strict HTTP/1.1, or more than this side is willing to read. After it nothing on the connection can
 * be trusted: answer with {@link #status} and close (C20). The message never holds what was read.
 */
public final class WireException extends IOException {
    private final int status;
    private final String reason;

    /**
     * @param status what a handler answers: 4xx for a request, 502 for an upstream's response
     * @param reason stable word for programs, lower-case, joined by hyphens
     * @param why one line for people
     */
    public WireException(int status, String reason, String why) {
        super(why);
        this.status = status;
        this.reason = reason;
    }

    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }

    /** What it says, as a line. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
