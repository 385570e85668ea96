package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PtyTest {
    private static final TerminalSize SIZE = new TerminalSize(33, 99);

    @Test
    void programSeesTheSizeItWasOpenedWith() throws Exception {
        try (Pty pty = Pty.open(SIZE)) {
            PtyScreen screen = new PtyScreen(pty);

            Process program = on(pty, "stty size; tty");

            assertThat(program.waitFor()).isZero();
            screen.awaitText("33 99");
            screen.awaitText(pty.device().toString());
        }
    }

    @Test
    void resizeReachesTheProgramAsSignalAndSize() throws Exception {
        try (Pty pty = Pty.open(SIZE)) {
            PtyScreen screen = new PtyScreen(pty);
            Process program = on(pty, "trap 'stty size; exit 5' WINCH; echo ready; while :; do sleep 0.02; done");
            screen.awaitText("ready");

            pty.resize(new TerminalSize(50, 150));

            screen.awaitText("50 150");
            assertThat(program.waitFor()).isEqualTo(5);
        }
    }

    @Test
    void typedBytesReachTheProgram_andCtrlCIsASignal() throws Exception {
        try (Pty pty = Pty.open(SIZE)) {
            PtyScreen screen = new PtyScreen(pty);
            Process program =
                    on(pty, "read line; echo got-$line; trap 'exit 7' INT; echo armed; while :; do sleep 0.02; done");

            screen.type("word\n");
            screen.awaitText("got-word");
            screen.awaitText("armed");
            screen.type("\003");

            assertThat(program.waitFor()).isEqualTo(7);
        }
    }

    @Test
    void readEndsWithTheLastProgram_afterItsLastByte() throws Exception {
        try (Pty pty = Pty.open(SIZE)) {
            Process program = on(pty, "printf last");
            byte[] buffer = new byte[100];
            StringBuilder all = new StringBuilder();

            for (int n = pty.read(buffer); n >= 0; n = pty.read(buffer)) {
                all.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }

            assertThat(all).hasToString("last");
            assertThat(program.waitFor()).isZero();
        }
    }

    @Test
    void closeEndsAReaderThatWaits_andHangsUpTheProgram() throws Exception {
        Pty pty = Pty.open(SIZE);
        PtyScreen screen = new PtyScreen(pty);
        Process program = on(pty, "echo up; exec sleep 60");
        screen.awaitText("up");

        pty.close();

        assertThat(screen.endsWithin(Duration.ofSeconds(2))).isTrue();
        assertThat(program.waitFor()).isEqualTo(128 + 1);
    }

    @Test
    void usedAfterClose_endsQuietly() throws IOException {
        Pty pty = Pty.open(SIZE);
        pty.close();
        pty.close();

        pty.resize(SIZE);

        assertThat(pty.read(new byte[8])).isEqualTo(-1);
        assertThat(pty.write(new byte[8], 8, () -> true)).isFalse();
    }

    @Test
    void writingToAProgramThatNeverReads_canBeGivenUp() throws Exception {
        try (Pty pty = Pty.open(SIZE)) {
            PtyScreen screen = new PtyScreen(pty);
            Process program = on(pty, "stty raw -echo; echo deaf; exec sleep 60");
            screen.awaitText("deaf");
            AtomicBoolean goOn = new AtomicBoolean(true);
            byte[] much = new byte[1 << 20];

            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    assertThat(pty.write(much, much.length, goOn::get)).isFalse();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(writer.join(Duration.ofMillis(300))).isFalse();
            goOn.set(false);

            assertThat(writer.join(Duration.ofSeconds(3))).isTrue();
            program.destroyForcibly().waitFor();
        }
    }

    @Test
    void floodOfManyMegabytesArrivesWhole() throws Exception {
        try (Pty pty = Pty.open(SIZE)) {
            Process program = on(pty, "stty -onlcr; head -c 5000000 /dev/zero");
            byte[] buffer = new byte[16 << 10];
            long count = 0;

            for (int n = pty.read(buffer); n >= 0; n = pty.read(buffer)) {
                count += n;
            }

            assertThat(count).isEqualTo(5_000_000);
            assertThat(program.waitFor()).isZero();
        }
    }

    @Test
    void manyAreOpenedAndClosed_withoutLeavingAny() throws Exception {
        int before = ownDescriptors();

        for (int i = 0; i < 50; i++) {
            Pty.open(SIZE).close();
        }

        Await.until(Duration.ofSeconds(2), () -> ownDescriptors() <= before, "closed descriptors");
    }

    private static int ownDescriptors() {
        return (int) List.of(java.util.Objects.requireNonNull(new java.io.File("/proc/self/fd").list())).stream()
                .filter(name -> {
                    try {
                        return java.nio.file.Files.readSymbolicLink(java.nio.file.Path.of("/proc/self/fd", name))
                                .toString()
                                .contains("ptmx");
                    } catch (IOException e) {
                        return false;
                    }
                })
                .count();
    }

    private static Process on(Pty pty, String script) throws IOException {
        return new ProcessBuilder("setsid", "-c", "-w", "sh", "-c", "exec sh -c \"$1\" 2>&1", "x", script)
                .redirectInput(ProcessBuilder.Redirect.from(pty.device().toFile()))
                .redirectOutput(ProcessBuilder.Redirect.to(pty.device().toFile()))
                .start();
    }
}
