package dev.cordon.run;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor's side of {@code --tty}: shows the agent's screen to the terminal that is attached, and types what
 * comes from it. One terminal at a time; a second is refused and told why. Who attaches gets the last 64 KiB first.
 *
 * <p>No terminal can hold up the run: one that stands still for two seconds is no longer waited for and misses output;
 * one that goes away is detached. The socket lies in a folder that only the user may enter and that no capsule sees
 * (C27); whoever may enter it is the user. At most 8 connections at once. Thread-safe; owned and closed by the
 * supervisor's process.
 */
public final class ControlServer implements AutoCloseable {
    /** What who attaches is shown of what was before. */
    static final int REPLAY = 64 << 10;

    private static final int RING = 256 << 10;
    private static final Duration STALL = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int MOST_CONNECTIONS = 8;

    private final String task;
    private final Screen screen = new Screen(RING, STALL);
    private final Tail tail = new Tail();
    private final CountDownLatch firstCame = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Semaphore room = new Semaphore(MOST_CONNECTIONS);
    private final AtomicReference<@Nullable AttachedTerminal> attached = new AtomicReference<>();
    private @Nullable ServerSocketChannel server;

    /** @param task the task's name, shown to who attaches */
    public ControlServer(String task) {
        this.task = task;
    }

    /**
     * Lets terminals attach at {@code socket} until closed.
     *
     * @throws CordonException.Unavailable when the socket can't be made
     */
    public void open(Path socket, AgentTerminal terminal) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server = channel;
            channel.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().name("cordon-control").start(() -> acceptAll(channel, terminal));
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "socket",
                            "The run's socket for terminals can't be made",
                            String.valueOf(e.getMessage()),
                            "check the folder for sockets that 'cordon doctor' names"),
                    e);
        }
    }

    /** Waits until a terminal has attached; answers whether one did in time. */
    public boolean awaitFirst(Duration patience) {
        return await(firstCame, patience);
    }

    /** The agent wrote this on its screen. May wait two seconds for a terminal that is slow. */
    public void output(byte[] bytes, int length) {
        screen.write(bytes, length);
    }

    /** The agent has ended: what follows is text for the user's own terminal. */
    public void ended() {
        screen.end();
    }

    /** Text that is printed once the attached terminal is restored; at most 1 MiB of it is kept. */
    public void text(boolean error, byte[] text, int offset, int length) {
        tail.add(error ? Frame.Type.ERR : Frame.Type.OUT, text, offset, length);
    }

    /** The run is over. Waits until an attached terminal has been told, for {@code patience} at most. */
    public void finish(int exit, Duration patience) {
        screen.end();
        tail.exit(exit);
        AttachedTerminal current = attached.get();
        if (current != null) {
            current.awaitEnd(patience);
        }
    }

    private void acceptAll(ServerSocketChannel channel, AgentTerminal terminal) {
        while (channel.isOpen()) {
            try {
                SocketChannel connection = channel.accept();
                room.acquireUninterruptibly();
                Thread.ofPlatform().daemon().name("cordon-attached").start(() -> serve(connection, terminal));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // No descriptor left, most likely: it takes a moment until there is one.
                if (await(closed, PAUSE)) {
                    return;
                }
            }
        }
    }

    private void serve(SocketChannel connection, AgentTerminal terminal) {
        try (AttachedTerminal candidate = new AttachedTerminal(connection, terminal, screen, tail)) {
            if (!candidate.asks()) {
                return;
            }
            if (!attached.compareAndSet(null, candidate)) {
                candidate.refuse("another terminal is attached to it");
                return;
            }
            try {
                boolean again = firstCame.getCount() == 0;
                firstCame.countDown();
                candidate.serve(task, again);
            } finally {
                attached.set(null);
            }
        } catch (IOException e) {
            // The terminal went away, which is detaching.
        } finally {
            room.release();
        }
    }

    private static boolean await(CountDownLatch latch, Duration patience) {
        try {
            return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (server != null) {
                server.close();
            }
            AttachedTerminal current = attached.get();
            if (current != null) {
                current.close();
            }
        } catch (IOException e) {
            // A socket that can't be closed goes with the process.
        }
    }
}
