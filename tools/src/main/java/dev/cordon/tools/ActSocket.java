package dev.cordon.tools;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The socket behind {@code cordon-act}. It is the run's credential (C4): it lies in the capsule of one run and serves
 * that run's gate, so a request names no session and no run. One request a connection: words that each end in NUL, an
 * empty word, then standard input to the end; the answer is a line with the exit code, then text.
 *
 * <p>Bounded against a hostile capsule (C34): 16 connections at once, 1 MiB a request. Owned and closed by the run.
 */
public final class ActSocket implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 16;
    private static final int LONGEST_REQUEST = 1 << 20;
    private static final int PARKED = 3;
    private static final long PAUSE_MS = 100;

    private final ToolGate gate;
    private final Consumer<ToolGate.Requested> onRequest;
    private final Consumer<Problem> onRefusal;
    private final ServerSocketChannel server;
    private final Semaphore room = new Semaphore(MOST_CONNECTIONS);
    private final CountDownLatch closed = new CountDownLatch(1);

    private ActSocket(
            ToolGate gate,
            Consumer<ToolGate.Requested> onRequest,
            Consumer<Problem> onRefusal,
            ServerSocketChannel server) {
        this.gate = gate;
        this.onRequest = onRequest;
        this.onRefusal = onRefusal;
        this.server = server;
    }

    /**
     * Serves {@code gate} at {@code file} until closed.
     *
     * @param onRequest called for each action that was taken note of, before the agent is answered
     * @param onRefusal called when a rule of the contract refused a request
     */
    public static ActSocket open(
            Path file, ToolGate gate, Consumer<ToolGate.Requested> onRequest, Consumer<Problem> onRefusal) {
        try {
            Files.deleteIfExists(file);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(file));
            ActSocket socket = new ActSocket(gate, onRequest, onRefusal, server);
            Thread.ofVirtual().name("cordon-act").start(socket::acceptAll);
            return socket;
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "socket",
                            "The run's socket can't be made",
                            String.valueOf(e.getMessage()),
                            "check the folder for sockets that 'cordon doctor' names"),
                    e);
        }
    }

    private void acceptAll() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                room.acquireUninterruptibly();
                Thread.ofVirtual().name("cordon-act-request").start(() -> serve(connection));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // No descriptor left, most likely: it takes a moment until there is one.
                if (pause()) {
                    return;
                }
            }
        }
    }

    /** Whether this is closed. */
    private boolean pause() {
        try {
            return closed.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            byte[] answer = answer(connection).getBytes(StandardCharsets.UTF_8);
            connection.write(ByteBuffer.wrap(answer));
        } catch (IOException e) {
            // The agent went away; what it asked for is noted or not, and the trace says which.
        } finally {
            room.release();
        }
    }

    private String answer(SocketChannel connection) throws IOException {
        try {
            Request request = Request.read(Channels.newInputStream(connection));
            return request.isList() ? "0\n" + String.join("\n", gate.list()) + "\n" : park(request);
        } catch (CordonException e) {
            if (e instanceof CordonException.Refused) {
                onRefusal.accept(e.problem());
            }
            return "2\ncordon-act: " + e.problem() + "\n";
        }
    }

    private String park(Request request) {
        ToolGate.Requested requested = gate.request(request.tool(), request.arguments(), request.input());
        onRequest.accept(requested);
        return PARKED + "\nparked: '" + request.tool()
                + "' waits for a person; it happens after this run, if approved\n";
    }

    private record Request(List<String> words, String input) {
        static Request read(InputStream stream) throws IOException {
            InputStream in = new BufferedInputStream(new Bounded(stream, LONGEST_REQUEST));
            List<String> words = new ArrayList<>();
            for (String word = word(in); !word.isEmpty(); word = word(in)) {
                words.add(word);
            }
            return new Request(words, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }

        private static String word(InputStream in) throws IOException {
            java.io.ByteArrayOutputStream word = new java.io.ByteArrayOutputStream();
            for (int b = in.read(); b > 0; b = in.read()) {
                word.write(b);
            }
            return word.toString(StandardCharsets.UTF_8);
        }

        boolean isList() {
            return words.equals(List.of("--list"));
        }

        String tool() {
            if (words.isEmpty()) {
                throw unreadable("it names no tool");
            }
            return words.getFirst();
        }

        Map<String, String> arguments() {
            Map<String, String> arguments = new LinkedHashMap<>();
            for (String word : words.subList(1, words.size())) {
                int equals = word.indexOf('=');
                if (equals < 1 || arguments.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                    throw unreadable("an argument is key=value, each key once");
                }
            }
            return arguments;
        }

        private static CordonException.BadInput unreadable(String why) {
            return new CordonException.BadInput(Problem.of(
                    "request-unreadable",
                    "The request can't be read",
                    why,
                    "cordon-act TOOL key=value…, or cordon-act --list"));
        }
    }

    /** Ends a stream that goes on for too long, as an error. */
    private static final class Bounded extends java.io.FilterInputStream {
        private int left;

        Bounded(InputStream in, int most) {
            super(in);
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0 && super.read() >= 0) {
                throw new CordonException.Refused(Problem.of(
                        Rule.C34,
                        "request-too-large",
                        "The request is larger than 1 MiB",
                        "it was not read further",
                        "put long content into a file of the repository"));
            }
            int n = super.read(buffer, offset, Math.min(length, Math.max(1, left)));
            left -= Math.max(0, n);
            return n;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "socket",
                            "The run's socket can't be closed",
                            String.valueOf(e.getMessage()),
                            "type 'cordon gc'"),
                    e);
        }
    }
}
