package dev.cordon.wire;

/** Whose bytes are read, which decides what a fault is answered with. */
public enum Side {
    /** A client's request: faults are its own, 400. */
    REQUEST(400),
    /** An upstream's response: faults are a bad gateway's, 502. */
    RESPONSE(502);

    private final int status;

    Side(int status) {
        this.status = status;
    }

    WireException fault(String reason, String why) {
        return new WireException(status, reason, why);
    }
}
