package dev.cordon.tck.capsule;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** A hostile program: makes one call of the kernel by its name in libc and prints {@code errno N}, 0 for success. */
@SuppressWarnings("restricted") // The kernel is what this class is for.
public final class Probe {
    private static final long PTRACE_ATTACH = 16;

    private Probe() {}

    /** @param arguments {@code trace PID}, or {@code ioctl DESCRIPTOR REQUEST} */
    public static void main(String[] arguments) throws Throwable {
        int errno = switch (arguments[0]) {
            case "trace" -> call("ptrace", 1, PTRACE_ATTACH, Long.parseLong(arguments[1]), 0, 0);
            case "ioctl" -> call("ioctl", 2, Long.parseLong(arguments[1]), Long.decode(arguments[2]), 0, 0);
            default -> throw new IllegalArgumentException(arguments[0]);
        };
        System.out.println("errno " + errno);
    }

    private static int call(String name, int variadicFrom, long a, long b, long c, long d) throws Throwable {
        ValueLayout l = ValueLayout.JAVA_LONG;
        MethodHandle handle = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow(name),
                        FunctionDescriptor.of(l, l, l, l, l),
                        Linker.Option.firstVariadicArg(variadicFrom),
                        Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            long answer = (long) handle.invokeExact(state, a, b, c, d);
            // An int's -1 may come back with its upper half unset.
            return (int) answer >= 0
                    ? 0
                    : (int) Linker.Option.captureStateLayout()
                            .varHandle(MemoryLayout.PathElement.groupElement("errno"))
                            .get(state, 0L);
        }
    }
}
