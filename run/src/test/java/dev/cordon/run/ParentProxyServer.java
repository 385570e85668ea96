package dev.cordon.run;

import dev.cordon.wire.HeadReader;
import dev.cordon.wire.RequestHead;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An enterprise's proxy: whoever has its credential is led to the one server that it knows, by any name. */
final class ParentProxyServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final String credential;
    private final int port;

    /** @param credential as {@code Proxy-Authorization} says it */
    ParentProxyServer(String credential, int port) throws IOException {
        this.credential = credential;
        this.port = port;
        threads.execute(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Where it was asked to lead. */
    List<String> asked() {
        return asked;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            RequestHead head = HeadReader.request(client.getInputStream()).orElseThrow();
            asked.add(head.method() + " " + head.target().text());
            if (!head.headers()
                    .first("proxy-authorization")
                    .filter(credential::equals)
                    .isPresent()) {
                say(client, "407 Proxy Authentication Required");
                return;
            }
            try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open.add(origin);
                say(client, "200 OK");
                threads.execute(() -> pump(client, origin));
                pump(origin, client);
            }
        } catch (IOException e) {
            // One of them went away.
        }
    }

    private static void say(Socket client, String status) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of them went away.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.close();
    }
}
