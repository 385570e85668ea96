package dev.cordon.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A provider that answers each connection with the bytes it is told, well-formed or not, and keeps what it was sent. */
final class Upstream implements AutoCloseable {
    private final ServerSocket server;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> pieces;
    final CountDownLatch clientGone = new CountDownLatch(1);
    private volatile boolean holdsOpen;

    private Upstream(List<String> pieces) throws IOException {
        this.pieces = pieces;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::acceptAll);
    }

    /** Each piece is a write of its own. */
    static Upstream answering(String... pieces) throws IOException {
        return new Upstream(List.of(pieces));
    }

    Upstream holdingOpen() {
        holdsOpen = true;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** What each connection sent, head and body. */
    List<String> received() {
        return received;
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            received.add(request(connection.getInputStream()));
            for (String piece : pieces) {
                connection.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
                connection.getOutputStream().flush();
            }
            if (holdsOpen && connection.getInputStream().read() < 0) {
                clientGone.countDown();
            }
        } catch (IOException e) {
            clientGone.countDown();
        }
    }

    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        while (!kept.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            kept.write(in.read());
        }
        String head = kept.toString(StandardCharsets.ISO_8859_1);
        var length =
                java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        return head
                + (length.find()
                        ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1)
                        : "");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
