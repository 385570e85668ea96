package dev.cordon.run;

import dev.cordon.capsule.TerminalSize;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A user's terminal on a run that another process supervises. Closing it detaches: the run goes on. One thread may
 * receive while others send. Owned and closed by who attached.
 */
public final class ControlLink implements AutoCloseable {
    private final SocketChannel connection;
    private final DataInputStream in;
    private String task = "";

    private ControlLink(SocketChannel connection) {
        this.connection = connection;
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(connection)));
    }

    /** What comes from the run. */
    public sealed interface Message {
        /** Bytes for the terminal, as the agent wrote them. */
        record Output(byte[] bytes) implements Message {}

        /** The agent has ended: the terminal can be restored. */
        record AgentEnded() implements Message {}

        /** Text of Cordon's own for the user. */
        record Text(boolean error, byte[] bytes) implements Message {}

        /** The run is over. */
        record Exit(int code) implements Message {}
    }

    /**
     * Attaches a terminal of this size.
     *
     * @throws CordonException.Conflict when another terminal is attached
     * @throws CordonException.Unavailable when nobody answers
     */
    public static ControlLink attach(Path socket, TerminalSize size) {
        try {
            ControlLink link = new ControlLink(SocketChannel.open(StandardProtocolFamily.UNIX));
            try {
                link.greet(socket, size);
                return link;
            } catch (IOException | RuntimeException e) {
                link.close();
                throw e;
            }
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "run-not-attachable",
                            "The run can't be attached to",
                            "it was not started with --tty, or it is about to end",
                            "type 'cordon logs -f TASK' to see what it prints"),
                    e);
        }
    }

    private void greet(Path socket, TerminalSize size) throws IOException {
        connection.connect(UnixDomainSocketAddress.of(socket));
        send(Frame.attach(size));
        Frame answer = Frame.read(in).orElseThrow(() -> new IOException("no answer"));
        if (answer.type() == Frame.Type.REFUSED) {
            throw new CordonException.Conflict(Problem.of(
                    "run-attached",
                    "The run can't be attached to",
                    answer.text(),
                    "detach there with Ctrl-P Ctrl-Q, or type 'cordon logs -f TASK' to look on"));
        }
        task = answer.text();
    }

    /** The name of the run's task. */
    public String task() {
        return task;
    }

    /** Types the first {@code length} of these bytes, at most 64 KiB, into the agent's terminal. */
    public void type(byte[] bytes, int length) throws IOException {
        if (length > 0) {
            send(new Frame(Frame.Type.DATA, Arrays.copyOf(bytes, length)));
        }
    }

    public void resize(TerminalSize size) throws IOException {
        send(Frame.resize(size));
    }

    /** Waits for the next message; empty when the connection ended without a word, or was closed here. */
    public Optional<Message> next() {
        try {
            for (Optional<Frame> frame = Frame.read(in); frame.isPresent(); frame = Frame.read(in)) {
                Optional<Message> message = messageOf(frame.get());
                if (message.isPresent()) {
                    return message;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Message> messageOf(Frame frame) {
        return switch (frame.type()) {
            case DATA -> Optional.of(new Message.Output(frame.payload()));
            case END -> Optional.of(new Message.AgentEnded());
            case OUT -> Optional.of(new Message.Text(false, frame.payload()));
            case ERR -> Optional.of(new Message.Text(true, frame.payload()));
            case EXIT -> Optional.of(new Message.Exit(frame.number(0)));
            default -> Optional.empty();
        };
    }

    private synchronized void send(Frame frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(frame.bytes());
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            // A connection that can't be closed goes with the process.
        }
    }
}
