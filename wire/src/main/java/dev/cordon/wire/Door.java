package dev.cordon.wire;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The one way out of a capsule (C27): a unix socket that serves one run, so that no request names a session (C4). One
 * virtual thread a connection, bounded by {@link DoorLimits} (C34). Owned and closed by the run.
 */
public final class Door implements AutoCloseable {
    private static final int QUEUE = 4096;
    private static final long LOOKS_EVERY_MS = 100;

    private final Path file;
    private final ServerSocketChannel server;
    private final DoorLimits limits;
    private final ConnectionLoop loop;
    private final Semaphore room;
    private final ByteBudget budget;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("cordon-door-", 0).factory());

    private Door(Path file, ServerSocketChannel server, DoorHandlers handlers, DoorLimits limits) {
        this.file = file;
        this.server = server;
        this.limits = limits;
        this.loop = new ConnectionLoop(handlers, limits);
        this.room = new Semaphore(limits.connections());
        this.budget = new ByteBudget(limits.bytes());
    }

    /**
     * Serves at {@code file}, in place of a socket that may lie there, until closed.
     *
     * @throws CordonException.Unavailable when no socket can be made there
     */
    public static Door open(Path file, DoorHandlers handlers, DoorLimits limits) {
        try {
            Files.deleteIfExists(file);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            Door door = new Door(file, bound(server, file), handlers, limits);
            door.threads.execute(door::acceptAll);
            door.threads.execute(door::watch);
            return door;
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "socket",
                            "The capsule's door can't be made",
                            String.valueOf(e.getMessage()),
                            "check the folder for sockets that 'cordon doctor' names"),
                    e);
        }
    }

    private static ServerSocketChannel bound(ServerSocketChannel server, Path file) throws IOException {
        try {
            return server.bind(UnixDomainSocketAddress.of(file), QUEUE);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** Connections that are served at the moment. */
    public int connections() {
        return open.size();
    }

    private void acceptAll() {
        while (closed.getCount() > 0) {
            try {
                room.acquire();
                admit(server.accept());
            } catch (ClosedChannelException | InterruptedException e) {
                return;
            } catch (IOException e) {
                room.release();
                pause();
            }
        }
    }

    private void admit(SocketChannel channel) {
        Connection connection = new Connection(channel, limits.idle(), threads, budget);
        open.add(connection);
        try {
            threads.execute(() -> serve(connection));
        } catch (RejectedExecutionException closing) {
            cut(connection);
        }
    }

    private void serve(Connection connection) {
        try (connection) {
            loop.serve(connection);
        } catch (IOException e) {
            // The client went away, or was too slow: there is nobody to tell.
        } finally {
            open.remove(connection);
            room.release();
        }
    }

    private void watch() {
        while (!pause()) {
            long now = System.nanoTime();
            open.stream()
                    .filter(connection -> connection.deadline().isPast(now))
                    .forEach(Door::cut);
        }
    }

    private static void cut(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // It is closed as far as it can be.
        }
    }

    private boolean pause() {
        try {
            return closed.await(LOOKS_EVERY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Ends every connection and returns when no thread of this door is left. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
        threads.shutdownNow();
        try {
            server.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The run's folder goes anyway.
        }
        open.forEach(Door::cut);
        threads.close();
    }
}
