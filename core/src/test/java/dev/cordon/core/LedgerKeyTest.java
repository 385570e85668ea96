package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerKeyTest {
    @TempDir
    Path folder;

    @Test
    void keyIsMadeOnce_forItsOwnerAlone_withItsPublicKeyBeside() throws IOException {
        Path file = folder.resolve("keys/ledger.key");
        LedgerKey made = LedgerKey.openOrCreate(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(LedgerKey.openOrCreate(file).id()).isEqualTo(made.id());
        assertThat(LedgerPublicKey.read(folder.resolve("keys/ledger.key.pub")).id())
                .isEqualTo(made.id());
        try (var files = Files.list(file.getParent())) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void lostPublicFile_isMadeAgain() throws IOException {
        Path file = folder.resolve("ledger.key");
        LedgerKey key = LedgerKey.openOrCreate(file);
        Files.delete(folder.resolve("ledger.key.pub"));
        LedgerKey.openOrCreate(file);
        assertThat(LedgerPublicKey.read(folder.resolve("ledger.key.pub")).id()).isEqualTo(key.id());
    }

    @Test
    void keyThatOthersMayRead_isRefused() throws IOException {
        Path file = folder.resolve("ledger.key");
        LedgerKey.openOrCreate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> LedgerKey.openOrCreate(file)).isInstanceOf(CordonException.Refused.class);
    }

    @Test
    void damagedKey_isNotUsedAndNotTold() throws IOException {
        Path file = folder.resolve("ledger.key");
        LedgerKey.openOrCreate(file);
        List<String> lines = Files.readAllLines(file);
        LedgerKey.openOrCreate(folder.resolve("other.key"));
        String foreign = Files.readAllLines(folder.resolve("other.key")).getLast();
        for (List<String> wrong : List.of(
                List.<String>of(),
                lines.subList(0, 1),
                List.of(lines.getFirst(), foreign),
                List.of("AAAA", lines.getLast()),
                List.of("not base64!", lines.getLast()))) {
            Files.write(file, wrong);
            assertThatThrownBy(() -> LedgerKey.openOrCreate(file))
                    .isInstanceOf(CordonException.Damaged.class)
                    .hasMessageNotContaining(lines.getFirst());
        }
    }

    @Test
    void missingPublicKey_isUnavailable() {
        assertThatThrownBy(() -> LedgerPublicKey.read(folder.resolve("none.pub")))
                .isInstanceOf(CordonException.Unavailable.class)
                .hasMessageContaining("C33");
    }

    @Test
    void firstUsersAtTheSameTime_shareOneKey() throws Exception {
        Path file = folder.resolve("race/ledger.key");
        List<Callable<String>> openers = new ArrayList<>();
        for (int at = 0; at < 16; at++) {
            openers.add(() -> LedgerKey.openOrCreate(file).id());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<String> ids = new ArrayList<>();
            for (Future<String> id : threads.invokeAll(openers)) {
                ids.add(id.get());
            }
            assertThat(ids).containsOnly(ids.getFirst());
        }
    }

    @Test
    void toStringOfAKey_tellsNothing() throws IOException {
        Path file = folder.resolve("ledger.key");
        assertThat(LedgerKey.openOrCreate(file).toString())
                .doesNotContain(Files.readAllLines(file).getFirst());
    }
}
