package dev.cordon.cli;

import java.io.ByteArrayOutputStream;

/**
 * Finds Ctrl-P Ctrl-Q in what is typed, as Docker has it. A Ctrl-P waits for the next key; the agent gets both when
 * that is another one, and the Ctrl-P alone when none comes ({@link #idle}). For one thread.
 */
final class DetachKeys {
    private static final byte CTRL_P = 0x10;
    private static final byte CTRL_Q = 0x11;

    private boolean held;

    /** What the agent gets, and whether the user wants to leave; then nothing after the keys is passed on. */
    record Typed(byte[] bytes, boolean detach) {}

    Typed next(byte[] keys, int length) {
        ByteArrayOutputStream passed = new ByteArrayOutputStream(length + 1);
        for (int i = 0; i < length; i++) {
            if (held && keys[i] == CTRL_Q) {
                held = false;
                return new Typed(passed.toByteArray(), true);
            }
            if (held) {
                passed.write(CTRL_P);
            }
            held = keys[i] == CTRL_P;
            if (!held) {
                passed.write(keys[i]);
            }
        }
        return new Typed(passed.toByteArray(), false);
    }

    boolean isHolding() {
        return held;
    }

    /** No key came for a while: what was held back goes to the agent. */
    byte[] idle() {
        byte[] bytes = held ? new byte[] {CTRL_P} : new byte[0];
        held = false;
        return bytes;
    }
}
