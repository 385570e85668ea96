package dev.cordon.capsule;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The terminal behind a descriptor of this process, such as 0: its size, its input, and a raw mode that is always given
 * back. Thread-safe. The descriptor stays its owner's to close.
 */
public final class TerminalDevice {
    /** Room for a {@code struct termios}: 60 bytes in glibc on x86-64 and aarch64. */
    private static final int TERMIOS = 256;

    /** {@code struct winsize}: rows, columns, and two of pixels that nobody sets. */
    private static final int WINSIZE = 8;

    /** From bits/termios-tcflow.h: after all output is out, dropping input that nobody read. */
    private static final int TCSAFLUSH = 2;

    private final int descriptor;

    public TerminalDevice(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Its size; empty when the descriptor leads to no terminal. */
    public Optional<TerminalSize> size() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINSIZE, 2);
            return Libc.control(descriptor, Libc.TIOCGWINSZ, size).failed()
                    ? Optional.empty()
                    : Optional.of(new TerminalSize(
                            Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 0)),
                            Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 2))));
        }
    }

    static void resize(int descriptor, TerminalSize size) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(WINSIZE, 2);
            memory.set(ValueLayout.JAVA_SHORT, 0, (short) size.rows());
            memory.set(ValueLayout.JAVA_SHORT, 2, (short) size.columns());
            Libc.control(descriptor, Libc.TIOCSWINSZ, memory).orThrow("ioctl(TIOCSWINSZ)");
        }
    }

    /**
     * Waits for input for {@code millis} at most.
     *
     * @return how many bytes lie in {@code buffer} now; 0 when none came; -1 when the terminal is gone
     */
    public int read(byte[] buffer, int millis) {
        Libc.Answer ready = Libc.poll(descriptor, Libc.POLLIN, millis);
        if (ready.value() <= 0) {
            return ready.failed() && ready.errno() != Libc.EINTR ? -1 : 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(buffer.length);
            Libc.Answer answer = Libc.read(descriptor, segment);
            if (answer.failed()) {
                return answer.errno() == Libc.EINTR || answer.errno() == Libc.EAGAIN ? 0 : -1;
            }
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, buffer, 0, (int) answer.value());
            return answer.value() == 0 ? -1 : (int) answer.value();
        }
    }

    /**
     * Passes every byte on as it is typed, Ctrl-C included, until the answer is closed.
     *
     * @throws IOException when the descriptor leads to no terminal
     */
    public RawMode raw() throws IOException {
        byte[] before = attributes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment raw = arena.allocate(TERMIOS, 8);
            MemorySegment.copy(before, 0, raw, ValueLayout.JAVA_BYTE, 0, TERMIOS);
            Libc.makeRaw(raw);
            Libc.setAttributes(descriptor, TCSAFLUSH, raw).orThrow("tcsetattr");
        }
        return new RawMode(before);
    }

    private byte[] attributes() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment termios = arena.allocate(TERMIOS, 8);
            Libc.getAttributes(descriptor, termios).orThrow("tcgetattr");
            return termios.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** A terminal in raw mode. Closing gives its former mode back, once, and drops what was typed and never read. */
    public final class RawMode implements AutoCloseable {
        private final byte[] before;
        private boolean over;

        private RawMode(byte[] before) {
            this.before = before;
        }

        @Override
        public synchronized void close() {
            if (over) {
                return;
            }
            over = true;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment termios = arena.allocate(TERMIOS, 8);
                MemorySegment.copy(before, 0, termios, ValueLayout.JAVA_BYTE, 0, TERMIOS);
                // A terminal that is gone has no mode to give back.
                Libc.setAttributes(descriptor, TCSAFLUSH, termios);
            }
        }
    }
}
