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
import java.util.List;
import java.util.Optional;

/**
 * The few calls of libseccomp 2.5 by which rules become a program for the kernel's filter machine. Constants are
 * those of {@code seccomp.h}. Thread-safe, no state but the loaded library.
 */
@SuppressWarnings("restricted") // A library of the system is what this class is for.
final class Libseccomp {
    private static final String FILE = "libseccomp.so.2";
    private static final int ALLOW = 0x7fff0000;
    private static final int ERRNO = 0x00050000;
    private static final int BAD_ARCHITECTURE = 2;
    private static final int OPTIMIZE = 8;
    private static final int BINARY_TREE = 2;
    private static final int MASKED_EQUAL = 7;
    private static final int UNKNOWN = -1;

    private static final ValueLayout INT = ValueLayout.JAVA_INT;
    private static final ValueLayout LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout POINTER = ValueLayout.ADDRESS;

    /** struct scmp_arg_cmp { unsigned arg; enum op; uint64_t mask; uint64_t value; } */
    private static final MemoryLayout COMPARISON = MemoryLayout.structLayout(INT, INT, LONG, LONG);

    private final MethodHandle init;
    private final MethodHandle release;
    private final MethodHandle setAttribute;
    private final MethodHandle addArchitecture;
    private final MethodHandle removeArchitecture;
    private final MethodHandle resolve;
    private final MethodHandle addRule;
    private final MethodHandle export;

    private Libseccomp(SymbolLookup library) {
        init = handle(library, "seccomp_init", POINTER, INT);
        release = Linker.nativeLinker()
                .downcallHandle(library.findOrThrow("seccomp_release"), FunctionDescriptor.ofVoid(POINTER));
        setAttribute = handle(library, "seccomp_attr_set", INT, POINTER, INT, INT);
        addArchitecture = handle(library, "seccomp_arch_add", INT, POINTER, INT);
        removeArchitecture = handle(library, "seccomp_arch_remove", INT, POINTER, INT);
        resolve = handle(library, "seccomp_syscall_resolve_name", INT, POINTER);
        addRule = handle(library, "seccomp_rule_add_array", INT, POINTER, INT, INT, INT, POINTER);
        export = handle(library, "seccomp_export_bpf", INT, POINTER, INT);
    }

    /** Empty where the library is not installed. */
    static Optional<Libseccomp> load() {
        try {
            return Optional.of(new Libseccomp(SymbolLookup.libraryLookup(FILE, Arena.global())));
        } catch (IllegalArgumentException notThere) {
            return Optional.empty();
        }
    }

    /**
     * The program for one architecture, as {@code struct sock_filter[]} in the machine's byte order. It lets pass what
     * no rule refuses; a call by another architecture's numbers, i386 and x32 too, is refused with EPERM.
     */
    byte[] program(Architecture architecture, List<SyscallRule> rules) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = (MemorySegment) init.invokeExact(ALLOW);
            if (filter.address() == 0) {
                throw new IOException("seccomp_init failed");
            }
            try {
                check("seccomp_arch_remove", (int) removeArchitecture.invokeExact(filter, 0));
                check("seccomp_arch_add", (int) addArchitecture.invokeExact(filter, architecture.token()));
                set(filter, BAD_ARCHITECTURE, ERRNO | SyscallRule.EPERM);
                set(filter, OPTIMIZE, BINARY_TREE);
                for (SyscallRule rule : rules) {
                    add(filter, rule, arena);
                }
                return exported(filter);
            } finally {
                release.invokeExact(filter);
            }
        } catch (Throwable e) {
            throw Problems.filter(e);
        }
    }

    private void set(MemorySegment filter, int attribute, int value) throws Throwable {
        check("seccomp_attr_set", (int) setAttribute.invokeExact(filter, attribute, value));
    }

    /** A call that the library has never heard of is of no kernel that it was made for; one that the architecture lacks is skipped. */
    private void add(MemorySegment filter, SyscallRule rule, Arena arena) throws Throwable {
        int number = (int) resolve.invokeExact(arena.allocateFrom(rule.name()));
        if (number == UNKNOWN) {
            throw new IOException("libseccomp knows no system call '" + rule.name() + "'");
        }
        int count = rule.conditions().size();
        MemorySegment comparisons = arena.allocate(COMPARISON, Math.max(1, count));
        for (int i = 0; i < count; i++) {
            SyscallRule.Condition condition = rule.conditions().get(i);
            long at = i * COMPARISON.byteSize();
            comparisons.set(ValueLayout.JAVA_INT, at, condition.argument());
            comparisons.set(ValueLayout.JAVA_INT, at + 4, MASKED_EQUAL);
            comparisons.set(ValueLayout.JAVA_LONG, at + 8, condition.mask());
            comparisons.set(ValueLayout.JAVA_LONG, at + 16, condition.value());
        }
        check(rule.name(), (int) addRule.invokeExact(filter, ERRNO | rule.errno(), number, count, comparisons));
    }

    private byte[] exported(MemorySegment filter) throws Throwable {
        try (MemoryFile file = MemoryFile.create()) {
            check("seccomp_export_bpf", (int) export.invokeExact(filter, file.descriptor()));
            return file.content();
        }
    }

    private static void check(String call, int answer) throws IOException {
        if (answer < 0) {
            throw new IOException(call + " failed with " + answer);
        }
    }

    private static MethodHandle handle(
            SymbolLookup library, String name, ValueLayout answer, ValueLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(answer, arguments));
    }

    /** The architectures that Cordon runs on, by libseccomp's token, which is the kernel's AUDIT_ARCH. */
    enum Architecture {
        X86_64("amd64", 0xC000003E),
        AARCH64("aarch64", 0xC00000B7);

        private final String jvmName;
        private final int token;

        Architecture(String jvmName, int token) {
            this.jvmName = jvmName;
            this.token = token;
        }

        int token() {
            return token;
        }

        /** @param osArch as the JVM's property {@code os.arch} says it */
        static Optional<Architecture> named(String osArch) {
            return List.of(values()).stream()
                    .filter(known -> known.jvmName.equals(osArch))
                    .findFirst();
        }
    }
}
