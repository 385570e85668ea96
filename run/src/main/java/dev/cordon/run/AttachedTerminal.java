package dev.cordon.run;

import dev.cordon.capsule.TerminalSize;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a user's terminal, seen by the supervisor. Two threads: one shows, one types. Whatever fails on it
 * ends this connection and nothing else.
 */
final class AttachedTerminal implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int PART = 16 << 10;

    /** What an agent that doesn't read is waited for, before a terminal's input is dropped as a full terminal does. */
    private static final Duration TYPING = Duration.ofSeconds(5);

    /** Between two sizes, so that a program sees both and draws its screen anew. */
    private static final long NUDGE_MILLIS = 50;

    private final SocketChannel connection;
    private final DataInputStream in;
    private final AgentTerminal terminal;
    private final Screen screen;
    private final Tail tail;
    private final CountDownLatch over = new CountDownLatch(1);
    private TerminalSize size = TerminalSize.USUAL;

    AttachedTerminal(SocketChannel connection, AgentTerminal terminal, Screen screen, Tail tail) {
        this.connection = connection;
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(connection)));
        this.terminal = terminal;
        this.screen = screen;
        this.tail = tail;
    }

    /** Reads its first frame; answers whether it speaks this protocol, and tells it when it doesn't. */
    boolean asks() throws IOException {
        Optional<Frame> first = Frame.read(in).filter(f -> f.type() == Frame.Type.ATTACH);
        if (first.isEmpty()) {
            return false;
        }
        if (first.get().number(0) != Frame.VERSION) {
            refuse("the run was started by another version of Cordon");
            return false;
        }
        size = new TerminalSize(first.get().number(1), first.get().number(2));
        return true;
    }

    void refuse(String why) throws IOException {
        send(Frame.text(Frame.Type.REFUSED, why));
    }

    /** Shows and types until the terminal goes or all is said. */
    void serve(String task, boolean again) throws IOException {
        try {
            send(Frame.text(Frame.Type.ATTACHED, task));
            long from = screen.enter(ControlServer.REPLAY);
            Thread.ofPlatform().daemon().name("cordon-typing").start(() -> typeAll(again));
            show(again ? replay(from) : from);
        } finally {
            screen.leave();
            over.countDown();
        }
    }

    private long replay(long from) throws IOException {
        Screen.Part part = screen.read(from, ControlServer.REPLAY, Duration.ofMillis(1));
        send(new Frame(Frame.Type.DATA, Replay.of(part.bytes(), from + part.missed() > 0)));
        return part.next();
    }

    private void show(long from) throws IOException {
        long position = from;
        boolean ended = false;
        while (!ended) {
            // Asked before the look, so that an end seen here means that the look saw the last byte.
            boolean last = screen.isEnded();
            Screen.Part part = screen.read(position, PART, LOOK);
            position = part.next();
            if (part.missed() > 0) {
                send(Frame.text(Frame.Type.DATA, "\r\n[cordon: " + part.missed() + " bytes not shown]\r\n"));
            }
            if (part.bytes().length > 0) {
                send(new Frame(Frame.Type.DATA, part.bytes()));
            }
            ended = last && part.bytes().length == 0;
            requireOpen();
        }
        send(new Frame(Frame.Type.END, new byte[0]));
        sayTail();
    }

    private void sayTail() throws IOException {
        for (int index = 0; ; ) {
            Optional<Frame> frame = tail.get(index, LOOK);
            if (frame.isPresent()) {
                send(frame.get());
                index++;
                if (frame.get().type() == Frame.Type.EXIT) {
                    return;
                }
            }
            requireOpen();
        }
    }

    private void requireOpen() throws IOException {
        if (!connection.isOpen()) {
            throw new IOException("detached");
        }
    }

    private void typeAll(boolean again) {
        try (SocketChannel _ = connection) {
            if (again) {
                terminal.resize(new TerminalSize(size.rows() + 1, size.columns() + 1));
                Thread.sleep(NUDGE_MILLIS);
            }
            terminal.resize(size);
            for (Optional<Frame> frame = Frame.read(in); frame.isPresent(); frame = Frame.read(in)) {
                obey(frame.get());
            }
        } catch (IOException e) {
            // The terminal went away, which is detaching.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void obey(Frame frame) {
        switch (frame.type()) {
            case DATA -> {
                long deadline = System.nanoTime() + TYPING.toNanos();
                terminal.type(frame.payload(), () -> connection.isOpen() && System.nanoTime() < deadline);
            }
            case RESIZE -> terminal.resize(new TerminalSize(frame.number(0), frame.number(1)));
            // What a later version may say, and this one needn't know.
            default -> {}
        }
    }

    private void send(Frame frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(frame.bytes());
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }

    void awaitEnd(Duration patience) {
        try {
            if (!over.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
