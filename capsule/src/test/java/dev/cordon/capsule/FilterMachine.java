package dev.cordon.capsule;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The kernel's filter machine, as far as a filter of system calls may use it (kernel, net/core/filter.c and
 * kernel/seccomp.c): enough to ask a program for any architecture what it answers.
 */
final class FilterMachine {
    static final int ALLOW = 0x7fff0000;
    static final int ERRNO = 0x00050000;

    private static final int INSTRUCTION = 8;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_GREATER_OR_EQUAL = 0x35;
    private static final int JUMP_SET = 0x45;
    private static final int AND = 0x54;
    private static final int RETURN = 0x06;

    private final ByteBuffer program;

    FilterMachine(byte[] program) {
        this.program = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
    }

    int instructions() {
        return program.limit() / INSTRUCTION;
    }

    /** What the program returns for a call. */
    int answer(int architecture, long number, List<Long> arguments) {
        // struct seccomp_data { int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6]; }
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        data.putInt((int) number).putInt(architecture).putLong(0);
        arguments.forEach(data::putLong);
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int code = Short.toUnsignedInt(program.getShort(at * INSTRUCTION));
            int operand = program.getInt(at * INSTRUCTION + 4);
            switch (code) {
                case LOAD_WORD -> accumulator = data.getInt(operand);
                case AND -> accumulator &= operand;
                case JUMP -> at += operand;
                case JUMP_EQUAL -> at += jump(at, accumulator == operand);
                case JUMP_GREATER -> at += jump(at, Integer.compareUnsigned(accumulator, operand) > 0);
                case JUMP_GREATER_OR_EQUAL -> at += jump(at, Integer.compareUnsigned(accumulator, operand) >= 0);
                case JUMP_SET -> at += jump(at, (accumulator & operand) != 0);
                case RETURN -> {
                    return operand;
                }
                default -> throw new AssertionError("instruction " + Integer.toHexString(code) + " at " + at);
            }
        }
    }

    private int jump(int at, boolean condition) {
        return Byte.toUnsignedInt(program.get(at * INSTRUCTION + (condition ? 2 : 3)));
    }
}
