package dev.cordon.bench;

import dev.cordon.egress.EgressDecision;
import dev.cordon.egress.EgressLog;
import dev.cordon.egress.EgressPolicy;
import dev.cordon.egress.EgressProxy;
import dev.cordon.egress.EgressSettings;
import dev.cordon.wire.Door;
import dev.cordon.wire.DoorHandlers;
import dev.cordon.wire.DoorLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A request to loopback through the proxy beside a direct one, and a large answer through its tunnel beside two bare
 * socats. Both ways begin with the socat that stands in a capsule's network namespace.
 */
final class ProxyBench {
    private static final int REQUESTS = 2_000;
    private static final long LARGE = 1L << 30;

    private final Path folder;
    private final Figures figures;
    private final int times;

    ProxyBench(Path folder, Figures figures, int times) {
        this.folder = folder;
        this.figures = figures;
        this.times = times;
    }

    void measure() throws Exception {
        Path sockets = Files.createDirectories(folder.resolve("p"));
        try (HttpOrigin origin = HttpOrigin.open();
                Door _ = door(sockets.resolve("door"), origin.port());
                Socat first = Socat.listening("UNIX-CONNECT:" + sockets.resolve("door"));
                Socat _ =
                        Socat.of("UNIX-LISTEN:" + sockets.resolve("bare") + ",fork", "TCP:127.0.0.1:" + origin.port());
                Socat bare = Socat.listening("UNIX-CONNECT:" + sockets.resolve("bare"))) {
            awaitFile(sockets.resolve("bare"));
            String target = "http://127.0.0.1:" + origin.port() + "/";
            double direct = latency(origin.port(), "/");
            double proxied = latency(first.port(), target);
            figures.row(
                    "loopback request through the proxy, p50",
                    Figures.number(proxied) + " ms",
                    "direct " + Figures.number(direct) + " ms",
                    "+" + Figures.number(proxied - direct) + " ms",
                    "≤ +1 ms");
            double tunnel = Figures.median(times, () -> large(first.port(), "127.0.0.1:" + origin.port()));
            double two = Figures.median(times, () -> large(bare.port(), ""));
            figures.row(
                    "1 GiB through a tunnel of the proxy",
                    rate(tunnel),
                    "two socats " + rate(two),
                    Figures.number(two / tunnel),
                    "≥ 0.8");
        }
    }

    private static Door door(Path socket, int port) {
        EgressPolicy policy =
                EgressPolicy.parse("bench", List.of("http://127.0.0.1:" + port, "tcp://127.0.0.1:" + port));
        EgressProxy proxy = EgressProxy.of(EgressSettings.of(policy, new Unheard(), Clock.systemUTC()));
        return Door.open(
                socket, new DoorHandlers(DoorHandlers.none(), proxy.requests(), proxy.socks()), DoorLimits.STANDARD);
    }

    /** The median of many requests on one connection, after as many that warm up; milliseconds. */
    private static double latency(int port, String target) throws Exception {
        try (Socket socket = connect(port)) {
            byte[] request = ("GET " + target + " HTTP/1.1\r\nHost: " + target.replaceAll("http://|/", "") + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            InputStream in = socket.getInputStream();
            for (int i = 0; i < REQUESTS; i++) {
                ask(socket, request, in);
            }
            return Figures.median(REQUESTS, () -> {
                long begin = System.nanoTime();
                ask(socket, request, in);
                return System.nanoTime() - begin;
            });
        }
    }

    private static void ask(Socket socket, byte[] request, InputStream in) throws IOException {
        socket.getOutputStream().write(request);
        head(in);
        in.readNBytes(2);
    }

    /** @param tunnel the CONNECT target; empty for none */
    private static long large(int port, String tunnel) throws Exception {
        long begin = System.nanoTime();
        try (Socket socket = connect(port)) {
            InputStream in = socket.getInputStream();
            if (!tunnel.isEmpty()) {
                write(socket, "CONNECT " + tunnel + " HTTP/1.1\r\nHost: " + tunnel + "\r\n\r\n");
                head(in);
            }
            write(socket, "GET /" + LARGE + " HTTP/1.1\r\nHost: x\r\n\r\n");
            head(in);
            byte[] buffer = new byte[256 << 10];
            for (long left = LARGE; left > 0; ) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException("cut " + left + " bytes before the end");
                }
                left -= n;
            }
        }
        return System.nanoTime() - begin;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended within a head: " + head);
            }
            head.append((char) b);
        }
        if (!head.substring(0, 13).contains(" 200")) {
            throw new IOException(head.toString());
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static String rate(double millis) {
        return Figures.number(LARGE / 1e6 / (millis / 1e3)) + " MB/s";
    }

    private static void awaitFile(Path file) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Files.exists(file) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private record Unheard() implements EgressLog {
        @Override
        public void decided(EgressDecision decision) {}

        @Override
        public void ended(EgressDecision decision, long up, long down) {}
    }

    /** One socat, with the options that a capsule's has. */
    private record Socat(Process process, int port) implements AutoCloseable {
        static Socat listening(String to) throws IOException {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Socat socat = of("TCP-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr,fork,nodelay,backlog=1024", to);
            awaitPort(port);
            return new Socat(socat.process, port);
        }

        static Socat of(String from, String to) throws IOException {
            return new Socat(
                    new ProcessBuilder("socat", "-t", "600", from, to)
                            .inheritIO()
                            .start(),
                    0);
        }

        private static void awaitPort(int port) throws IOException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (true) {
                try (Socket _ = connect(port)) {
                    return;
                } catch (IOException e) {
                    if (System.nanoTime() > deadline) {
                        throw e;
                    }
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
