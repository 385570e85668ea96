package dev.cordon.stores.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A network between a store and its server that loses the answer to a statement, after the server has given it. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final int server;
    private volatile String statement = "";
    private volatile boolean dead;

    CuttingProxy(int server) throws IOException {
        this.server = server;
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts the connection instead of the answer to the next statement that contains {@code text}. */
    void loseAnswerTo(String text) {
        statement = text;
    }

    /** The same, and no connection is to be had from then on. */
    void loseAnswerForGoodTo(String text) {
        dead = true;
        statement = text;
    }

    /** Whether the answer was lost. */
    boolean hasCut() {
        return statement.isEmpty();
    }

    void mend() {
        dead = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (dead && statement.isEmpty()) {
                    client.close();
                    continue;
                }
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                open.addAll(List.of(client, upstream));
                Watched watched = new Watched();
                threads.execute(() -> relay(client, upstream, watched, true));
                threads.execute(() -> relay(upstream, client, watched, false));
            } catch (IOException e) {
                // The proxy was closed, or the server is down.
            }
        }
    }

    /** Of one connection: whether its statement was the one. */
    private static final class Watched {
        volatile boolean asked;
    }

    private void relay(Socket from, Socket to, Watched watched, boolean asking) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                String wanted = statement;
                if (asking && !wanted.isEmpty()) {
                    watched.asked |= new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains(wanted);
                }
                if (!asking && watched.asked) {
                    statement = "";
                    if (dead) {
                        closeAll();
                    }
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // The other direction has closed both.
        }
    }

    private void closeAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws Exception {
        listener.close();
        closeAll();
        threads.shutdown();
        if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a relay goes on");
        }
    }
}
