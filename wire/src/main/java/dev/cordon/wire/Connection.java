package dev.cordon.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One client's connection through the {@link Door}, which owns and closes it. One thread reads and one writes at a time.
 *
 * <p>It ends by itself when nothing moved for the idle deadline, in either direction, or when a head isn't there in
 * time; whoever waits on it then gets an exception, and everything {@linkplain #attach attached} is closed with it.
 */
public final class Connection implements Closeable {
    private final SocketChannel channel;
    private final Executor threads;
    private final ByteBudget budget;
    private final WireInput input = new WireInput(new Reading());
    private final OutputStream output = new Writing();
    private final Set<Closeable> attached = ConcurrentHashMap.newKeySet();
    private final Deadline deadline;
    private volatile boolean closed;

    Connection(SocketChannel channel, Duration idle, Executor threads, ByteBudget budget) {
        this.channel = channel;
        this.threads = threads;
        this.budget = budget;
        this.deadline = new Deadline(idle);
    }

    public WireInput input() {
        return input;
    }

    /** What all connections of this door may hold of their requests. */
    public ByteBudget budget() {
        return budget;
    }

    /** Unbuffered: each write is sent. */
    public OutputStream output() {
        return output;
    }

    /** At least one byte, or -1 at the end; what was buffered comes first. */
    public int read(ByteBuffer target) throws IOException {
        return input.read(target);
    }

    /** Writes all of it. */
    public void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
            deadline.touch();
        }
    }

    /** Ends our direction; the client still may send. */
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** From now on, how long nothing may move. */
    public void idle(Duration longest) {
        deadline.idle(longest);
    }

    /** What begins now must be {@linkplain #ended ended} in time, however busy the connection is, or it is cut. */
    public void mustEndWithin(Duration longest) {
        deadline.begin(longest);
    }

    /** What began has ended. */
    public void ended() {
        deadline.end();
    }

    /** Closes {@code resource} with this connection, at once where that has happened already. */
    public <T extends Closeable> T attach(T resource) throws IOException {
        attached.add(resource);
        if (closed) {
            resource.close();
        }
        return resource;
    }

    /** Takes the resource out of this connection's hands. */
    public void detach(Closeable resource) {
        attached.remove(resource);
    }

    /**
     * Calls {@code gone} once when the client ends the connection before it sends anything more. To be called when the
     * whole request is read; the next request's bytes, should they come, stay for the next reader. The call may come
     * after the answer went out: it must do no harm then.
     */
    public void whenPeerGoes(Runnable gone) throws IOException {
        alongside(() -> {
            if (!peerSpeaksAgain()) {
                gone.run();
            }
        });
    }

    /** Runs work on another thread of this door, which waits for its end when it closes and interrupts it then. */
    public void alongside(Runnable work) throws IOException {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            throw new IOException("the door closes", e);
        }
    }

    private boolean peerSpeaksAgain() {
        try {
            return input.awaitByte();
        } catch (IOException e) {
            return false;
        }
    }

    Deadline deadline() {
        return deadline;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
        for (Closeable resource : attached) {
            resource.close();
        }
    }

    private final class Reading implements java.nio.channels.ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = channel.read(target);
            deadline.touch();
            return count;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private final class Writing extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Connection.this.write(ByteBuffer.wrap(source, offset, length));
        }
    }
}
