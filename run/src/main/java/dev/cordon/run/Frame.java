package dev.cordon.run;

import dev.cordon.capsule.TerminalSize;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One message between a run and a terminal that is attached to it: a byte for its type, four for the length of its
 * payload (big-endian, at most 64 KiB), the payload. Closing the connection is detaching; there is no message for it.
 *
 * <pre>
 * client: ATTACH (version, rows, columns), then DATA (what is typed) and RESIZE (rows, columns)
 * server: REFUSED (why), or ATTACHED (the task's name), DATA (the screen), END (the agent has ended),
 *         OUT and ERR (text for the user's own terminal, once it is restored), EXIT (exit code of the run)
 * </pre>
 */
record Frame(Type type, byte[] payload) {
    static final int VERSION = 1;

    /** The longest payload in bytes; a longer one is a broken peer. */
    static final int LONGEST = 64 << 10;

    private static final int HEADER = 5;
    private static final String FOREIGN = "the peer does not speak this protocol";

    /** What a frame is, by its byte on the wire. */
    enum Type {
        ATTACH(1),
        DATA(2),
        RESIZE(3),
        REFUSED(4),
        ATTACHED(5),
        END(6),
        OUT(7),
        ERR(8),
        EXIT(9);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        static Type of(int code) throws IOException {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            throw new IOException(FOREIGN);
        }
    }

    static Frame attach(TerminalSize size) {
        return numbers(Type.ATTACH, VERSION, size.rows(), size.columns());
    }

    static Frame resize(TerminalSize size) {
        return numbers(Type.RESIZE, size.rows(), size.columns());
    }

    static Frame exit(int code) {
        return numbers(Type.EXIT, code);
    }

    static Frame text(Type type, String text) {
        return new Frame(type, text.getBytes(StandardCharsets.UTF_8));
    }

    String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The number at this place; 0 where the payload is too short for it, as a hostile peer's may be. */
    int number(int index) {
        int at = index * Integer.BYTES;
        return payload.length >= at + Integer.BYTES ? ByteBuffer.wrap(payload).getInt(at) : 0;
    }

    /** The frame as it goes over the wire. */
    byte[] bytes() {
        return ByteBuffer.allocate(HEADER + payload.length)
                .put((byte) type.code)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    /**
     * The next frame of a stream; empty at its end.
     *
     * @throws IOException when the stream breaks, or holds something that is no frame
     */
    static Optional<Frame> read(DataInputStream in) throws IOException {
        int code = in.read();
        if (code < 0) {
            return Optional.empty();
        }
        Type type = Type.of(code);
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException(FOREIGN);
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("the stream ends within a frame");
        }
        return Optional.of(new Frame(type, payload));
    }

    private static Frame numbers(Type type, int... numbers) {
        ByteBuffer payload = ByteBuffer.allocate(numbers.length * Integer.BYTES);
        for (int number : numbers) {
            payload.putInt(number);
        }
        return new Frame(type, payload.array());
    }
}
