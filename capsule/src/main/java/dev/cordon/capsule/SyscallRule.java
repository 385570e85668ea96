package dev.cordon.capsule;

import java.util.List;

/**
 * One refusal of the filter: the system call of this name answers {@code errno} when every condition holds.
 * Immutable.
 */
record SyscallRule(String name, int errno, List<Condition> conditions) {
    /** Operation not permitted (asm-generic/errno-base.h). */
    static final int EPERM = 1;

    /** Function not implemented (asm-generic/errno.h): programs take it for an older kernel and fall back. */
    static final int ENOSYS = 38;

    SyscallRule {
        conditions = List.copyOf(conditions);
    }

    /** Refuses the call whatever its arguments. */
    static SyscallRule always(String name) {
        return new SyscallRule(name, EPERM, List.of());
    }

    static SyscallRule when(String name, Condition... conditions) {
        return new SyscallRule(name, EPERM, List.of(conditions));
    }

    /**
     * Holds when the bits of {@code mask} in an argument are those of {@code value}. The only comparison there is: the
     * kernel reads most of these arguments as 32 bits, so bits above must not make a difference.
     *
     * @param argument 0 to 5; a rule names each at most once
     */
    record Condition(int argument, long mask, long value) {
        private static final long LOW_32_BITS = 0xffff_ffffL;

        static Condition isInt(int argument, long value) {
            return new Condition(argument, LOW_32_BITS, value);
        }

        static Condition hasBits(int argument, long bits) {
            return new Condition(argument, bits, bits);
        }
    }
}
