package dev.cordon.egress;

import dev.cordon.wire.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;

/**
 * Carries bytes both ways until both ends have ended, each direction for itself. An end that fails ends both. For one
 * tunnel; 64 KiB outside the heap in each direction, given back at its end.
 */
final class Relay {
    private final Connection client;
    private final SocketChannel upstream;
    private final Buffers buffers;
    private final CountDownLatch downEnded = new CountDownLatch(1);
    private volatile long up;
    private volatile long down;

    Relay(Connection client, SocketChannel upstream, Buffers buffers) {
        this.client = client;
        this.upstream = upstream;
        this.buffers = buffers;
    }

    /** Returns when both directions have ended. */
    void run() throws IOException {
        client.alongside(() -> {
            try {
                carry(this::fromUpstream);
            } finally {
                downEnded.countDown();
            }
        });
        carry(this::fromClient);
        awaitDown();
    }

    long up() {
        return up;
    }

    long down() {
        return down;
    }

    private void fromClient(ByteBuffer buffer) throws IOException {
        long count = 0;
        while (client.read(buffer.clear()) >= 0) {
            count += buffer.flip().remaining();
            while (buffer.hasRemaining()) {
                upstream.write(buffer);
            }
            up = count;
        }
        upstream.shutdownOutput();
    }

    private void fromUpstream(ByteBuffer buffer) throws IOException {
        long count = 0;
        while (upstream.read(buffer.clear()) >= 0) {
            count += buffer.flip().remaining();
            client.write(buffer);
            down = count;
        }
        client.shutdownOutput();
    }

    private void carry(Direction direction) {
        ByteBuffer buffer = buffers.take();
        try {
            direction.carry(buffer);
        } catch (IOException e) {
            end();
        } finally {
            buffers.give(buffer);
        }
    }

    private void end() {
        try {
            upstream.close();
            client.close();
        } catch (IOException e) {
            // Both are closed as far as they can be.
        }
    }

    private void awaitDown() {
        try {
            downEnded.await();
        } catch (InterruptedException e) {
            end();
            Thread.currentThread().interrupt();
        }
    }

    /** One direction, to its end. */
    @FunctionalInterface
    private interface Direction {
        void carry(ByteBuffer buffer) throws IOException;
    }
}
