package dev.cordon.egress;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of the world, on loopback: answers with what it was sent, or with the files of a folder. */
final class Origin implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private Origin(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::echo);
        server.start();
    }

    static Origin plain() throws IOException {
        return new Origin(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    static Origin tls(RunAuthority authority, String host) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.as(host)));
        return new Origin(server);
    }

    Origin serving(String path, Path folder) {
        server.createContext(path, exchange -> file(exchange, folder.resolve(rest(exchange, path))));
        return this;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Each request as a line, its header fields and its body. */
    List<String> requests() {
        return requests;
    }

    private void echo(HttpExchange exchange) throws IOException {
        StringBuilder text = new StringBuilder(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n");
        exchange.getRequestHeaders().forEach((name, values) -> text.append(name + ": " + values + "\n"));
        byte[] body = exchange.getRequestBody().readAllBytes();
        text.append("body of " + body.length + "\n");
        requests.add(text + new String(body, StandardCharsets.ISO_8859_1));
        byte[] answer = text.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static String rest(HttpExchange exchange, String path) {
        return exchange.getRequestURI().getPath().substring(path.length());
    }

    private static void file(HttpExchange exchange, Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            byte[] content = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }
}
