package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final Duration NOW = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void readerGetsWhatIsWritten_inOrder() {
        Screen screen = new Screen(100, LONG);
        long position = screen.enter(100);

        write(screen, "one ");
        write(screen, "two");

        assertThat(text(screen.read(position, 100, NOW))).isEqualTo("one two");
    }

    @Test
    void whoEnters_getsTheLastBytes() {
        Screen screen = new Screen(100, LONG);
        write(screen, "x".repeat(500) + "the end");

        long position = screen.enter(7);

        assertThat(text(screen.read(position, 100, NOW))).isEqualTo("the end");
    }

    @Test
    void whoEntersEarly_getsAllThereIs() {
        Screen screen = new Screen(100, LONG);
        write(screen, "abc");

        assertThat(text(screen.read(screen.enter(50), 100, NOW))).isEqualTo("abc");
    }

    @Test
    void withoutAReader_theWriterNeverWaits() {
        Screen screen = new Screen(64, LONG);

        write(screen, "y".repeat(10_000));

        assertThat(screen.read(screen.enter(64), 100, NOW).bytes()).hasSize(64);
    }

    @Test
    void readerThatReads_missesNothing_howeverSlow() throws Exception {
        Screen screen = new Screen(128, LONG);
        byte[] all = new byte[50_000];
        new Random(1).nextBytes(all);
        long position = screen.enter(0);
        Thread writer = Thread.ofPlatform().start(() -> {
            screen.write(all, all.length);
            screen.end();
        });

        java.io.ByteArrayOutputStream got = new java.io.ByteArrayOutputStream();
        while (!screen.isEnded() || got.size() < all.length) {
            Screen.Part part = screen.read(position, 50, Duration.ofMillis(100));
            assertThat(part.missed()).isZero();
            got.write(part.bytes());
            position = part.next();
        }

        writer.join();
        assertThat(got.toByteArray()).isEqualTo(all);
    }

    @Test
    void readerThatStandsStill_isWaitedForOnceAndThenMisses() {
        Screen screen = new Screen(64, Duration.ofMillis(50));
        long position = screen.enter(0);

        write(screen, "a".repeat(64));
        write(screen, "b".repeat(640));

        Screen.Part part = screen.read(position, 100, NOW);
        assertThat(part.missed()).isEqualTo(640);
        assertThat(text(part)).isEqualTo("b".repeat(64));
        assertThat(part.next()).isEqualTo(704);
    }

    @Test
    void readerThatCaughtUp_isWaitedForAgain() throws Exception {
        Screen screen = new Screen(64, Duration.ofMillis(50));
        long position = screen.enter(0);
        write(screen, "a".repeat(200));
        position = screen.read(position, 100, NOW).next();

        Thread writer = Thread.ofPlatform().start(() -> write(screen, "c".repeat(100)));
        StringBuilder got = new StringBuilder();
        while (got.length() < 100) {
            Screen.Part part = screen.read(position, 10, Duration.ofMillis(20));
            assertThat(part.missed()).isZero();
            got.append(text(part));
            position = part.next();
        }

        writer.join();
        assertThat(got).hasToString("c".repeat(100));
    }

    @Test
    void readerThatLeaves_freesTheWriter() throws Exception {
        Screen screen = new Screen(64, LONG);
        screen.enter(0);
        Thread writer = Thread.ofPlatform().start(() -> write(screen, "z".repeat(1000)));
        Await.until(Duration.ofSeconds(5), () -> writer.getState() == Thread.State.TIMED_WAITING, "a full ring");

        screen.leave();

        assertThat(writer.join(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void endFreesAReaderThatWaits() throws Exception {
        Screen screen = new Screen(64, LONG);
        Thread reader = Thread.ofPlatform().start(() -> screen.read(screen.enter(0), 10, LONG));
        Await.until(Duration.ofSeconds(5), () -> reader.getState() == Thread.State.TIMED_WAITING, "a reader");

        screen.end();

        assertThat(reader.join(Duration.ofSeconds(5))).isTrue();
    }

    private static void write(Screen screen, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        screen.write(bytes, bytes.length);
    }

    private static String text(Screen.Part part) {
        return new String(part.bytes(), StandardCharsets.UTF_8);
    }
}
