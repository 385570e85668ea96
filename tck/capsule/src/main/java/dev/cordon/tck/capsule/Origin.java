package dev.cordon.tck.capsule;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server on this host's loopback, over TCP and UDP at one port each, that keeps what it is told: whatever arrives here
 * left a capsule. Owned and closed by the lab; thread-safe.
 */
final class Origin implements AutoCloseable {
    private static final int KEPT = 1 << 16;
    private static final int PATIENCE_MS = 2_000;
    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\narrived"
            .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;
    private final DatagramSocket datagrams;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int contacts;

    private Origin(ServerSocket server, DatagramSocket datagrams) {
        this.server = server;
        this.datagrams = datagrams;
    }

    static Origin open() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        ServerSocket server = new ServerSocket(0, 50, here);
        try {
            Origin origin = new Origin(server, new DatagramSocket(new InetSocketAddress(here, 0)));
            Thread.ofPlatform().daemon().start(origin::accept);
            Thread.ofPlatform().daemon().start(origin::listen);
            return origin;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    int port() {
        return server.getLocalPort();
    }

    int datagramPort() {
        return datagrams.getLocalPort();
    }

    /** What arrived since it was last asked. */
    synchronized Heard heard() {
        Heard heard = new Heard(contacts, received.toString(StandardCharsets.ISO_8859_1));
        contacts = 0;
        received.reset();
        return heard;
    }

    /** @param contacts connections and datagrams */
    record Heard(int contacts, String text) {}

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                contact();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // It is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(PATIENCE_MS);
            byte[] buffer = new byte[8192];
            int n = socket.getInputStream().read(buffer);
            keep(buffer, n);
            socket.getOutputStream().write(ANSWER);
        } catch (IOException gone) {
            // The contact counts all the same.
        }
    }

    private void listen() {
        byte[] buffer = new byte[2048];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                contact();
                keep(buffer, packet.getLength());
            }
        } catch (IOException closed) {
            // It is over.
        }
    }

    private synchronized void contact() {
        contacts++;
    }

    private synchronized void keep(byte[] bytes, int length) {
        received.write(bytes, 0, Math.max(0, Math.min(length, KEPT - received.size())));
    }

    @Override
    public void close() throws IOException {
        server.close();
        datagrams.close();
    }
}
