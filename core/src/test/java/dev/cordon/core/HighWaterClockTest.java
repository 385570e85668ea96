package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HighWaterClockTest {
    @Test
    void clockThatIsSetBack_standsStill() {
        AtomicReference<Instant> source = new AtomicReference<>(Instant.ofEpochSecond(100));
        HighWaterClock clock = new HighWaterClock(source::get);
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(100));
        source.set(Instant.ofEpochSecond(40));
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(100));
        source.set(Instant.ofEpochSecond(101));
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(101));
    }
}
