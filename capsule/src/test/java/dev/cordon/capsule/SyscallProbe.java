package dev.cordon.capsule;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A program that makes the calls that a file lists, one a line, {@code LABEL NUMBER ARGUMENT…}, and prints {@code
 * LABEL ERRNO}; of {@code value:LABEL} it prints what the call answers. A line {@code i386:LABEL NUMBER} is made by the old interrupt, with i386's numbers.
 */
@SuppressWarnings("restricted") // The kernel is what this class is for.
final class SyscallProbe {
    private static final MethodHandle SYSCALL = syscall();

    private static final MemorySegment SCRATCH = Arena.global().allocate(Linker.Option.captureStateLayout());

    private SyscallProbe() {}

    public static void main(String[] arguments) throws Throwable {
        List<String> lines = Files.readAllLines(Path.of(arguments[0]));
        for (String line : lines) {
            String[] words = line.split(" ");
            long[] numbers =
                    Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
            if (words[0].startsWith("value:")) {
                System.out.println(words[0] + " "
                        + (long) SYSCALL.invokeExact(SCRATCH, numbers[0], numbers[1], numbers[2], 0L, 0L, 0L, 0L));
                continue;
            }
            long errno = words[0].startsWith("i386:") ? byInterrupt((int) numbers[0]) : call(Arrays.copyOf(numbers, 7));
            System.out.println(words[0] + " " + errno);
        }
    }

    private static long call(long[] n) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            long answer = (long) SYSCALL.invokeExact(state, n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
            return answer >= 0
                    ? 0
                    : (int) Linker.Option.captureStateLayout()
                            .varHandle(MemoryLayout.PathElement.groupElement("errno"))
                            .get(state, 0L);
        }
    }

    private static MethodHandle syscall() {
        ValueLayout l = ValueLayout.JAVA_LONG;
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                        FunctionDescriptor.of(l, l, l, l, l, l, l, l),
                        Linker.Option.firstVariadicArg(1),
                        Linker.Option.captureCallState("errno"));
    }

    /** mov eax, edi; int 0x80; ret, in a page that may be run. */
    private static long byInterrupt(int number) throws Throwable {
        ValueLayout l = ValueLayout.JAVA_LONG;
        MethodHandle mmap = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("mmap"),
                        FunctionDescriptor.of(
                                ValueLayout.ADDRESS,
                                l,
                                l,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                l));
        MemorySegment page = ((MemorySegment) mmap.invokeExact(0L, 4096L, 7, 0x22, -1, 0L)).reinterpret(4096);
        byte[] code = {(byte) 0x89, (byte) 0xf8, (byte) 0xcd, (byte) 0x80, (byte) 0xc3};
        MemorySegment.copy(code, 0, page, ValueLayout.JAVA_BYTE, 0, code.length);
        MethodHandle run = Linker.nativeLinker()
                .downcallHandle(page, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        int answer = (int) run.invokeExact(number);
        return answer < 0 ? -answer : 0;
    }
}
