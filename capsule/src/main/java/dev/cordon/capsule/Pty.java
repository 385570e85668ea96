package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;

/**
 * A pseudo-terminal (pty(7)): this is its master side, {@link #device} the terminal that a program gets. Whoever has
 * the terminal can push input into this one only, never into the one that Cordon was started from (C27).
 *
 * <p>Thread-safe: one thread may read, another write, a third resize. Owned and closed by who opened it; a close ends
 * calls that wait within 0.2 s, and hangs up what still runs on the terminal. Waiting calls hold their platform thread,
 * so they belong on no virtual one.
 */
public final class Pty implements AutoCloseable {
    /** How long a call waits in the kernel before it looks whether it still should. */
    private static final int PATIENCE_MILLIS = 200;

    private static final int LONGEST_NAME = 64;

    private final int descriptor;
    private final Path device;

    /** Read-locked while the descriptor is in use, so that it is never closed, and given out again, under a call. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    private Pty(int descriptor, Path device) {
        this.descriptor = descriptor;
        this.device = device;
    }

    /**
     * Makes a pseudo-terminal of this size. No process has it as its controlling terminal yet.
     *
     * @throws CordonException.Unavailable when the machine has none to give
     */
    public static Pty open(TerminalSize size) {
        try {
            int descriptor = (int) Libc.openPty(Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC)
                    .orThrow("posix_openpt");
            try {
                Pty pty = new Pty(descriptor, unlocked(descriptor));
                pty.resize(size);
                return pty;
            } catch (IOException | RuntimeException e) {
                Libc.close(descriptor);
                throw e;
            }
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "no-pty",
                            "The agent can't get a terminal of its own",
                            String.valueOf(e.getMessage()),
                            "see that /dev/pts is mounted and /proc/sys/kernel/pty/nr is below its max; or run without --tty"),
                    e);
        }
    }

    private static Path unlocked(int descriptor) throws IOException {
        Libc.grantPty(descriptor).orThrow("grantpt");
        Libc.unlockPty(descriptor).orThrow("unlockpt");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(LONGEST_NAME);
            Libc.nameOfPty(descriptor, name).orThrow("ptsname_r");
            return Path.of(name.getString(0));
        }
    }

    /** The terminal's device on this host. */
    public Path device() {
        return device;
    }

    /**
     * Waits for what programs write to the terminal.
     *
     * @return how many bytes lie in {@code buffer} now; -1 when the last program that had the terminal closed it, or
     *     this was closed
     */
    public int read(byte[] buffer) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(buffer.length);
            while (true) {
                Libc.Answer answer = whenReady(Libc.POLLIN, () -> Libc.read(descriptor, segment));
                if (!answer.failed()) {
                    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, buffer, 0, (int) answer.value());
                    return answer.value() == 0 ? -1 : (int) answer.value();
                }
                if (answer.errno() == Libc.EIO) {
                    return -1;
                }
                retryOrThrow(answer, "read");
            }
        }
    }

    /**
     * Types these bytes, waiting while the terminal's input is full.
     *
     * @param goOn asked every 0.2 s while it is full; false gives up
     * @return whether all was typed
     */
    public boolean write(byte[] bytes, int length, BooleanSupplier goOn) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rest = arena.allocate(Math.max(1, length)).asSlice(0, length);
            MemorySegment.copy(bytes, 0, rest, ValueLayout.JAVA_BYTE, 0, length);
            while (rest.byteSize() > 0) {
                MemorySegment now = rest;
                Libc.Answer answer = whenReady(Libc.POLLOUT, () -> Libc.write(descriptor, now));
                if (!answer.failed()) {
                    rest = rest.asSlice(answer.value());
                } else if (answer.errno() == Libc.EIO) {
                    return false;
                } else {
                    retryOrThrow(answer, "write");
                    if (!goOn.getAsBoolean()) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /** Tells the terminal its size; the kernel tells the programs in its foreground (SIGWINCH) when it is another. */
    public void resize(TerminalSize size) throws IOException {
        use.readLock().lock();
        try {
            if (!closed) {
                TerminalDevice.resize(descriptor, size);
            }
        } finally {
            use.readLock().unlock();
        }
    }

    private interface Call {
        Libc.Answer make();
    }

    /** The call's answer once the terminal is ready; "not ready" when it isn't within {@link #PATIENCE_MILLIS}. */
    private Libc.Answer whenReady(short events, Call call) {
        use.readLock().lock();
        try {
            if (closed) {
                return new Libc.Answer(-1, Libc.EIO);
            }
            Libc.Answer ready = Libc.poll(descriptor, events, PATIENCE_MILLIS);
            return ready.value() > 0 ? call.make() : new Libc.Answer(-1, ready.failed() ? ready.errno() : Libc.EAGAIN);
        } finally {
            use.readLock().unlock();
        }
    }

    private static void retryOrThrow(Libc.Answer answer, String call) throws IOException {
        if (answer.errno() != Libc.EAGAIN && answer.errno() != Libc.EINTR) {
            answer.orThrow(call);
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                Libc.close(descriptor);
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
