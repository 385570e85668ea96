package dev.cordon.capsule;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few calls of the C library that terminals and filters need and the JDK has no method for. All constants are Linux's, from
 * asm-generic/fcntl.h, asm-generic/ioctls.h, asm-generic/poll.h and asm-generic/errno-base.h; x86-64 and aarch64 share
 * them. Thread-safe, no state. The JVM must be told {@code --enable-native-access}, as the launcher does.
 */
@SuppressWarnings("restricted") // The C library is what this class is for.
final class Libc {
    static final int O_RDWR = 0x2;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int MFD_CLOEXEC = 0x1;
    static final long TIOCGWINSZ = 0x5413;
    static final long TIOCSWINSZ = 0x5414;
    static final short POLLIN = 0x1;
    static final short POLLOUT = 0x4;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LOOKUP = LINKER.defaultLookup();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout INT = ValueLayout.JAVA_INT;
    private static final ValueLayout LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout POINTER = ValueLayout.ADDRESS;

    private static final MethodHandle POSIX_OPENPT = handle("posix_openpt", INT, INT);
    private static final MethodHandle MKFIFO = handle("mkfifo", INT, POINTER, INT);
    private static final MethodHandle GRANTPT = handle("grantpt", INT, INT);
    private static final MethodHandle UNLOCKPT = handle("unlockpt", INT, INT);
    private static final MethodHandle PTSNAME_R = handle("ptsname_r", INT, INT, POINTER, LONG);
    private static final MethodHandle CLOSE = handle("close", INT, INT);
    private static final MethodHandle READ = handle("read", LONG, INT, POINTER, LONG);
    private static final MethodHandle WRITE = handle("write", LONG, INT, POINTER, LONG);
    private static final MethodHandle POLL = handle("poll", INT, POINTER, LONG, INT);
    private static final MethodHandle TCGETATTR = handle("tcgetattr", INT, INT, POINTER);
    private static final MethodHandle TCSETATTR = handle("tcsetattr", INT, INT, INT, POINTER);
    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            LOOKUP.findOrThrow("ioctl"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, INT, LONG, POINTER),
            Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));

    private static final MethodHandle MEMFD_CREATE = handle("memfd_create", INT, POINTER, INT);
    private static final MethodHandle PREAD = handle("pread", LONG, INT, POINTER, LONG, LONG);

    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LOOKUP.findOrThrow("syscall"),
            FunctionDescriptor.of(LONG, LONG, LONG, POINTER),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));

    private Libc() {}

    /** What a call answered, and the reason when that is -1. */
    record Answer(long value, int errno) {
        boolean failed() {
            return value < 0;
        }

        /** The value of a call that has to succeed. */
        long orThrow(String call) throws IOException {
            if (failed()) {
                throw new IOException(call + " failed with errno " + errno);
            }
            return value;
        }
    }

    static Answer openPty(int flags) {
        return call(state -> (int) POSIX_OPENPT.invokeExact(state, flags));
    }

    /** Makes a named pipe that only its owner opens. */
    static Answer makeFifo(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return call(state -> (int) MKFIFO.invokeExact(state, name, 0600));
        }
    }

    static Answer grantPty(int descriptor) {
        return call(state -> (int) GRANTPT.invokeExact(state, descriptor));
    }

    static Answer unlockPty(int descriptor) {
        return call(state -> (int) UNLOCKPT.invokeExact(state, descriptor));
    }

    /** Unlike its siblings it answers the error itself, not -1. */
    static Answer nameOfPty(int descriptor, MemorySegment buffer) {
        return call(state -> -Math.abs((int) PTSNAME_R.invokeExact(state, descriptor, buffer, buffer.byteSize())));
    }

    static Answer close(int descriptor) {
        return call(state -> (int) CLOSE.invokeExact(state, descriptor));
    }

    static Answer read(int descriptor, MemorySegment buffer) {
        return call(state -> (long) READ.invokeExact(state, descriptor, buffer, buffer.byteSize()));
    }

    static Answer write(int descriptor, MemorySegment bytes) {
        return call(state -> (long) WRITE.invokeExact(state, descriptor, bytes, bytes.byteSize()));
    }

    /** A file without a name, closed in every program that is started. */
    static Answer createMemoryFile(String label) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(label);
            return call(state -> (int) MEMFD_CREATE.invokeExact(state, name, MFD_CLOEXEC));
        }
    }

    static Answer readAt(int descriptor, MemorySegment buffer, long offset) {
        return call(state -> (long) PREAD.invokeExact(state, descriptor, buffer, buffer.byteSize(), offset));
    }

    /** Waits until the descriptor is ready for {@code events}; the value is 0 when the time is up. */
    static Answer poll(int descriptor, short events, int millis) {
        try (Arena arena = Arena.ofConfined()) {
            // struct pollfd { int fd; short events; short revents; }
            MemorySegment entry = arena.allocate(8, 4);
            entry.set(ValueLayout.JAVA_INT, 0, descriptor);
            entry.set(ValueLayout.JAVA_SHORT, 4, events);
            return call(state -> (int) POLL.invokeExact(state, entry, 1L, millis));
        }
    }

    static Answer getAttributes(int descriptor, MemorySegment termios) {
        return call(state -> (int) TCGETATTR.invokeExact(state, descriptor, termios));
    }

    static Answer setAttributes(int descriptor, int when, MemorySegment termios) {
        return call(state -> (int) TCSETATTR.invokeExact(state, descriptor, when, termios));
    }

    static Answer control(int descriptor, long request, MemorySegment argument) {
        return call(state -> (int) IOCTL.invokeExact(state, descriptor, request, argument));
    }

    /** For what the C library has no function for. */
    static Answer systemCall(long number, long first, MemorySegment second) {
        return call(state -> (long) SYSCALL.invokeExact(state, number, first, second));
    }

    /** Makes the attributes those of a terminal that passes every byte on as it is. */
    static void makeRaw(MemorySegment termios) {
        try {
            Raw.CFMAKERAW.invokeExact(termios);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Apart, so that a pty alone needs nothing of it. */
    private static final class Raw {
        static final MethodHandle CFMAKERAW =
                LINKER.downcallHandle(LOOKUP.findOrThrow("cfmakeraw"), FunctionDescriptor.ofVoid(POINTER));
    }

    private interface Call {
        long on(MemorySegment state) throws Throwable;
    }

    private static Answer call(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long value = call.on(state);
            return new Answer(value, value < 0 ? (int) ERRNO.get(state, 0L) : 0);
        } catch (Throwable e) {
            throw new IllegalStateException("a call of the C library could not be made", e);
        }
    }

    private static MethodHandle handle(String name, ValueLayout answer, ValueLayout... arguments) {
        return LINKER.downcallHandle(
                LOOKUP.findOrThrow(name),
                FunctionDescriptor.of(answer, arguments),
                Linker.Option.captureCallState("errno"));
    }
}
