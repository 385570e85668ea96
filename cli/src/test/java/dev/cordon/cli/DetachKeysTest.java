package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DetachKeysTest {
    private static final byte P = 0x10;
    private static final byte Q = 0x11;

    private final DetachKeys keys = new DetachKeys();

    @Test
    void ordinaryKeysPass() {
        DetachKeys.Typed typed = next('a', 3, 'b');

        assertThat(typed.bytes()).containsExactly('a', 3, 'b');
        assertThat(typed.detach()).isFalse();
    }

    @Test
    void bothKeys_detach_andNothingOfThemPasses() {
        DetachKeys.Typed typed = next('a', P, Q, 'b');

        assertThat(typed.detach()).isTrue();
        assertThat(typed.bytes()).containsExactly('a');
    }

    @Test
    void keysInTwoReads_detach() {
        assertThat(next('a', P).bytes()).containsExactly('a');
        assertThat(keys.isHolding()).isTrue();

        assertThat(next(Q).detach()).isTrue();
    }

    @Test
    void ctrlPAndAnotherKey_bothPass() {
        assertThat(next(P, 'x').bytes()).containsExactly(P, 'x');
        assertThat(keys.isHolding()).isFalse();
    }

    @Test
    void manyCtrlP_allPassButTheHeldOne() {
        assertThat(next(P, P, P).bytes()).containsExactly(P, P);
        assertThat(next(Q).detach()).isTrue();
    }

    @Test
    void ctrlQAlone_passes() {
        assertThat(next(Q).bytes()).containsExactly(Q);
        assertThat(next(Q).detach()).isFalse();
    }

    @Test
    void ctrlPAlone_passesAfterAWhile_andNoLongerDetaches() {
        next(P);

        assertThat(keys.idle()).containsExactly(P);
        assertThat(keys.idle()).isEmpty();
        assertThat(next(Q).detach()).isFalse();
    }

    private DetachKeys.Typed next(int... typed) {
        byte[] bytes = new byte[typed.length];
        for (int i = 0; i < typed.length; i++) {
            bytes[i] = (byte) typed[i];
        }
        return keys.next(bytes, bytes.length);
    }
}
