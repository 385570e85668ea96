package dev.cordon.egress;

import dev.cordon.wire.Answer;
import dev.cordon.wire.Body;
import dev.cordon.wire.Framing;
import dev.cordon.wire.HeadReader;
import dev.cordon.wire.Headers;
import dev.cordon.wire.RequestHead;
import dev.cordon.wire.Side;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A server of the world, on loopback: answers with what it was sent, or with the files of a folder. */
final class Origin implements AutoCloseable {
    private final Scripted server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Path> folders = new ConcurrentHashMap<>();

    private Origin(Optional<SSLContext> tls) throws IOException {
        server = new Scripted(socket -> serve(tls.isEmpty() ? socket : secured(socket, tls.get())));
    }

    static Origin plain() throws IOException {
        return new Origin(Optional.empty());
    }

    static Origin tls(RunAuthority authority, String host) throws IOException {
        return new Origin(Optional.of(authority.as(host)));
    }

    Origin serving(String path, Path folder) {
        folders.put(path, folder);
        return this;
    }

    int port() {
        return server.port();
    }

    /** Each request as a line, its header fields and its body. */
    List<String> requests() {
        return requests;
    }

    private static Socket secured(Socket socket, SSLContext tls) throws IOException {
        return tls.getSocketFactory().createSocket(socket, null, true);
    }

    private void serve(Socket socket) throws IOException {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean alive = true;
            while (alive) {
                Optional<RequestHead> head = HeadReader.request(in);
                if (head.isEmpty()) {
                    return;
                }
                byte[] body = Body.of(Framing.of(head.get()), in, Side.REQUEST).readAllBytes();
                alive = answer(head.get(), body).send(head.get(), socket.getOutputStream());
            }
        }
    }

    private Answer answer(RequestHead head, byte[] body) throws IOException {
        String target = head.target().text();
        for (Map.Entry<String, Path> one : folders.entrySet()) {
            if (target.startsWith(one.getKey())) {
                return file(one.getValue()
                        .resolve(target.substring(one.getKey().length()).replaceAll("\\?.*", "")));
            }
        }
        StringBuilder text = new StringBuilder(head.method() + " " + target + "\n");
        for (Headers.Field field : head.headers()) {
            text.append(field.name()).append(": ").append(field.value()).append('\n');
        }
        text.append("body of " + body.length + "\n");
        requests.add(text + new String(body, StandardCharsets.ISO_8859_1));
        return Answer.text(200, text.toString());
    }

    private static Answer file(Path file) throws IOException {
        return Files.isRegularFile(file)
                ? Answer.of(200, "application/octet-stream", Files.readAllBytes(file))
                : Answer.text(404, "none");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
