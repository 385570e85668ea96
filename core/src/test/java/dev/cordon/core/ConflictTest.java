package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who tries again pays for no reason that nobody reads (C18). */
class ConflictTest {
    private final AtomicInteger looks = new AtomicInteger();

    private CordonException.Conflict refusal() {
        return new CordonException.Conflict(
                Problem.of(Rule.C18, "session-busy", "It is busy", "", "wait"),
                () -> "holder " + looks.incrementAndGet());
    }

    @Test
    void refusalThatNobodyReads_looksForNothing() {
        assertThat(refusal().code()).isEqualTo("session-busy");
        assertThat(looks).hasValue(0);
    }

    @Test
    void refusalThatIsRead_looksOnce_andSaysTheSameEverywhere() {
        CordonException.Conflict refusal = refusal();
        assertThat(refusal).hasMessage("It is busy: holder 1; wait [C18]");
        assertThat(refusal.problem())
                .isEqualTo(Problem.of(Rule.C18, "session-busy", "It is busy", "holder 1", "wait"))
                .isSameAs(refusal.problem());
        assertThat(refusal.toString()).endsWith("Conflict: It is busy: holder 1; wait [C18]");
        assertThat(looks).hasValue(1);
    }
}
