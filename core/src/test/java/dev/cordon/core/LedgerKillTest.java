package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C18 with real processes: what a killed writer acknowledged is there, and its log goes on. */
class LedgerKillTest {
    @TempDir
    Path folder;

    @RepeatedTest(3)
    void everythingThatAKilledWriterAcknowledged_survives(RepetitionInfo repetition) throws Exception {
        LedgerFixture fixture = new LedgerFixture(folder);
        List<Long> acknowledged = new ArrayList<>();
        Process writer = child();
        try (BufferedReader said = writer.inputReader()) {
            for (int at = 0; at < 40 * repetition.getCurrentRepetition(); at++) {
                acknowledged.add(Long.valueOf(said.readLine()));
            }
            writer.toHandle().destroyForcibly();
            said.lines().filter(line -> !line.isBlank()).forEach(line -> acknowledged.add(Long.valueOf(line)));
        }

        try (Ledger ledger = fixture.open()) {
            assertThat(ledger.folder()).hasFileName("w0");
            assertThat(ledger.head().size()).isGreaterThanOrEqualTo(acknowledged.size());
            ledger.append(LedgerFixture.entry(0));
            assertThat(LedgerVerifier.verify(ledger.folder(), fixture.key.publicKey()))
                    .isInstanceOf(LedgerVerdict.Clean.class);
            for (long index : acknowledged) {
                List<String> path = LedgerProofs.inclusion(
                        ledger.folder(), index, ledger.head().size());
                assertThat(LedgerProofs.includes(entry(index), index, ledger.head(), path))
                        .isTrue();
            }
        }
    }

    @Test
    void slotOfALivingProcess_isNotTaken() throws Exception {
        LedgerFixture fixture = new LedgerFixture(folder);
        Process writer = child();
        try (BufferedReader said = writer.inputReader()) {
            assertThat(said.readLine()).isEqualTo("0");
            try (Ledger ledger = fixture.open()) {
                assertThat(ledger.folder()).hasFileName("w1");
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    private Process child() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static byte[] entry(long index) {
        return LedgerFixture.entry((int) index);
    }

    /** The child: appends for ever, and says each index once it is acknowledged. */
    static final class Writer {
        public static void main(String[] arguments) {
            try (Ledger ledger = new LedgerFixture(Path.of(arguments[0])).open()) {
                for (int at = 0; !System.out.checkError(); at++) {
                    System.out.println(ledger.append(LedgerFixture.entry(at)).index());
                }
            }
        }
    }
}
