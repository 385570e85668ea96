package dev.cordon.gateway;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SecretRef;
import dev.cordon.wire.Door;
import dev.cordon.wire.DoorHandlers;
import dev.cordon.wire.DoorLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;

/** A door with models behind it, and what it told of its calls. */
abstract class BoundaryBench {
    static final String CANARY = "sk-cordon-canary";
    static final String OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

    /** What every byte of goes on as it came. */
    static final String ASK = "{\"model\":\"gpt\",\"store\":false}";

    @TempDir
    Path folder;

    final List<ModelCall> calls = new CopyOnWriteArrayList<>();
    final List<Problem> refusals = new CopyOnWriteArrayList<>();
    final List<Problem> missing = new CopyOnWriteArrayList<>();
    final List<String> changes = new CopyOnWriteArrayList<>();
    final List<String> unknown = new CopyOnWriteArrayList<>();
    DoorLimits limits = DoorLimits.STANDARD;

    static Model model(String name, Provider provider, String url) {
        return new Model(name, provider, URI.create(url), new SecretRef.Environment("KEY"), false);
    }

    Door door(Model... models) {
        return door(ModelBoundary.MOST_CALLS, models);
    }

    Door door(int most, Model... models) {
        ModelLog log = new ModelLog() {
            @Override
            public void called(ModelCall call) {
                calls.add(call);
            }

            @Override
            public void changed(String code) {
                changes.add(code);
            }

            @Override
            public void keyMissing(Problem problem) {
                missing.add(problem);
            }

            @Override
            public void unknown(Problem problem, String model) {
                unknown.add(model);
            }

            @Override
            public void refused(Problem problem) {
                refusals.add(problem);
            }
        };
        ModelBoundary boundary = new ModelBoundary(
                List.of(models), CANARY, ModelBoundaryTest::secret, m -> new Socket(m.host(), m.port()), log, most);
        return Door.open(
                socket(), new DoorHandlers(boundary, DoorHandlers.none(), connection -> connection.close()), limits);
    }

    static String secret(SecretRef ref) {
        if (ref.identity().equals("env:UNSET")) {
            throw new CordonException.Unavailable(Problem.of(
                    Rule.C23, "credential-missing", "The credential is not to be had", "$UNSET is not set", "set it"));
        }
        return "real-key";
    }

    Path socket() {
        return folder.resolve("door.sock");
    }

    String post(String path, String header, String body) throws IOException {
        try (SocketChannel client = connect()) {
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    send(client, request(path, header, body).replaceFirst("\r\n", "\r\nConnection: close\r\n"));
                } catch (IOException refused) {
                    // It answers without reading on.
                }
            });
            String answer = readAll(client);
            client.close();
            sending.join();
            return answer;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String ask(String method, String path) throws IOException {
        try (SocketChannel client = connect()) {
            send(
                    client,
                    method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + CANARY
                            + "\r\n\r\n");
            return readAll(client);
        }
    }

    static String request(String path, String header, String body) {
        return "POST " + path
                + " HTTP/1.1\r\nHost: 127.0.0.1:7373\r\nContent-Type: application/json\r\nCookie: tracking=1\r\n"
                + header + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    static void send(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    static String readAll(SocketChannel client) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = Channels.newInputStream(client);
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                text.append((char) b);
            }
        } catch (IOException reset) {
            // It closed with bytes of ours unread.
        }
        return text.toString();
    }

    static String readUntil(SocketChannel client, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = Channels.newInputStream(client);
        while (!text.toString().endsWith(end)) {
            int b = in.read();
            if (b < 0) {
                throw new AssertionError("ended after: " + text);
            }
            text.append((char) b);
        }
        return text.toString();
    }
}
