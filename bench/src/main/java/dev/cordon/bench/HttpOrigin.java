package dev.cordon.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server on loopback that answers two bytes, or as many as a path of digits names, and keeps connections. */
final class HttpOrigin implements AutoCloseable {
    private static final byte[] PIECE = new byte[64 << 10];

    private final ServerSocket server;

    private HttpOrigin(ServerSocket server) {
        this.server = server;
    }

    static HttpOrigin open() throws IOException {
        HttpOrigin origin = new HttpOrigin(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().daemon().start(origin::accept);
        return origin;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The benchmark is over.
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                long bytes = asked(line);
                while (!line.isEmpty()) {
                    line = in.readLine();
                }
                answer(socket.getOutputStream(), bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long asked(String requestLine) {
        String digits = requestLine.split(" ", 3)[1].replaceAll(".*/", "");
        return digits.isEmpty() ? 2 : Long.parseLong(digits);
    }

    private static void answer(OutputStream out, long bytes) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n" + (bytes == 2 ? "ok" : "");
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        for (long left = bytes == 2 ? 0 : bytes; left > 0; left -= Math.min(left, PIECE.length)) {
            out.write(PIECE, 0, (int) Math.min(left, PIECE.length));
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
