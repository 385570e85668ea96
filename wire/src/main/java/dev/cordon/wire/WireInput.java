package dev.cordon.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream over a channel with a buffer of 16 KiB. A reader and one that only waits for the next byte don't disturb each
 * other; otherwise it is for one thread. Closing it is the channel owner's part.
 */
public final class WireInput extends InputStream {
    private static final int BUFFER = 16 << 10;

    private final ReadableByteChannel source;
    private final ReentrantLock turn = new ReentrantLock();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);

    WireInput(ReadableByteChannel source) {
        this.source = source;
    }

    /** Waits until a byte can be read; false at the end. The byte stays. */
    public boolean awaitByte() throws IOException {
        turn.lock();
        try {
            return fill();
        } finally {
            turn.unlock();
        }
    }

    /** The next byte, which stays, or -1 at the end. */
    public int peek() throws IOException {
        return awaitByte() ? buffer.get(buffer.position()) & 0xff : -1;
    }

    @Override
    public int read() throws IOException {
        turn.lock();
        try {
            return fill() ? buffer.get() & 0xff : -1;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return length == 0 ? 0 : read(ByteBuffer.wrap(target, offset, length));
    }

    /** At least one byte into {@code target}, or -1 at the end; what is not buffered goes there directly. */
    public int read(ByteBuffer target) throws IOException {
        turn.lock();
        try {
            if (!buffer.hasRemaining() && target.remaining() >= BUFFER) {
                return source.read(target);
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(buffer.remaining(), target.remaining());
            target.put(buffer.slice(buffer.position(), count));
            buffer.position(buffer.position() + count);
            return count;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public int available() {
        return buffer.remaining();
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        try {
            return source.read(buffer) > 0;
        } finally {
            buffer.flip();
        }
    }
}
