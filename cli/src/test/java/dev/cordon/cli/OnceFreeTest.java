package dev.cordon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who waits for a busy session asks at no try who holds it (C18). */
class OnceFreeTest {
    @Test
    void sessionThatComesFree_isTaken_andNobodyLookedWhoHeldIt() {
        AtomicInteger tries = new AtomicInteger();
        AtomicInteger looks = new AtomicInteger();
        String got = TeardownCommand.onceFree(() -> {
            if (tries.incrementAndGet() < 4) {
                throw new CordonException.Conflict(
                        Problem.of(Rule.C18, "session-busy", "The session is busy", "", "wait"),
                        () -> "look " + looks.incrementAndGet());
            }
            return "free";
        });
        assertThat(got).isEqualTo("free");
        assertThat(tries).hasValue(4);
        assertThat(looks).hasValue(0);
    }
}
