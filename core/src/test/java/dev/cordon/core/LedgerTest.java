package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    Path folder;

    private LedgerFixture fixture;

    @BeforeEach
    void ledger() {
        fixture = new LedgerFixture(folder);
    }

    @Test
    void appendedEntries_areProvenByTheirReceipts() throws IOException {
        try (Ledger ledger = fixture.open()) {
            for (int at = 0; at < 5; at++) {
                LedgerReceipt receipt = ledger.append(LedgerFixture.entry(at));
                assertThat(receipt.index()).isEqualTo(at);
                assertThat(receipt.checkpoint().signedBy(fixture.key.publicKey()))
                        .isTrue();
                assertThat(receipt.checkpoint().head()).isEqualTo(ledger.head());
            }
            LedgerHead head = ledger.head();
            List<String> path = LedgerProofs.inclusion(ledger.folder(), 2, 5);
            assertThat(LedgerProofs.includes(LedgerFixture.entry(2), 2, head, path))
                    .isTrue();
            assertThat(LedgerProofs.includes(LedgerFixture.entry(3), 2, head, path))
                    .isFalse();
        }
    }

    @Test
    void laterHead_isProvenToExtendTheEarlierOne() throws IOException {
        try (Ledger ledger = fixture.open()) {
            ledger.append(LedgerFixture.entry(0));
            LedgerHead earlier =
                    ledger.append(LedgerFixture.entry(1)).checkpoint().head();
            LedgerHead later =
                    ledger.append(LedgerFixture.entry(2)).checkpoint().head();
            List<String> path = LedgerProofs.consistency(ledger.folder(), 2, 3);
            assertThat(LedgerProofs.extend(earlier, later, path)).isTrue();
            assertThat(LedgerProofs.extend(later, earlier, path)).isFalse();
        }
    }

    @Test
    void reopenedLedger_goesOn() {
        LedgerFiles files = fixture.written(3);
        try (Ledger ledger = fixture.open()) {
            assertThat(ledger.folder()).isEqualTo(files.folder());
            assertThat(ledger.append(LedgerFixture.entry(3)).index()).isEqualTo(3);
        }
        assertClean(files, 4);
    }

    @Test
    void emptyLedger_isCleanAndOfNoEntry() {
        assertClean(fixture.written(0), 0);
    }

    @Test
    void writersAtTheSameTime_haveLogsOfTheirOwn() {
        try (Ledger first = fixture.open();
                Ledger second = fixture.open()) {
            assertThat(first.folder()).hasFileName("w0");
            assertThat(second.folder()).hasFileName("w1");
            first.append(LedgerFixture.entry(0));
            assertThat(second.head().size()).isZero();
        }
        try (Ledger again = fixture.open()) {
            assertThat(again.folder()).hasFileName("w0");
        }
    }

    @Test
    void tenantsHaveFoldersApart_thatTellNoName() throws IOException {
        try (Ledger acme = fixture.open();
                Ledger corp = Ledger.open(folder, "acme-corp", fixture.key, LedgerFixture.CLOCK)) {
            assertThat(acme.folder().getParent()).isNotEqualTo(corp.folder().getParent());
        }
        try (var paths = Files.walk(folder)) {
            assertThat(paths.filter(path -> path.toString()
                            .substring(folder.toString().length())
                            .contains("acme")))
                    .isEmpty();
        }
    }

    @Test
    void concurrentCallers_eachGetAnIndexOfTheirOwn_andShareCommits() throws Exception {
        int callers = 64;
        LedgerFiles files;
        List<Long> indexes = new ArrayList<>();
        try (Ledger ledger = fixture.open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            files = new LedgerFiles(ledger.folder());
            List<Future<LedgerReceipt>> receipts = new ArrayList<>();
            for (int at = 0; at < callers * 8; at++) {
                byte[] entry = LedgerFixture.entry(at);
                receipts.add(threads.submit(() -> ledger.append(entry)));
            }
            for (Future<LedgerReceipt> receipt : receipts) {
                indexes.add(receipt.get().index());
            }
        }
        assertThat(indexes).doesNotHaveDuplicates().hasSize(callers * 8);
        assertClean(files, callers * 8);
        assertThat(LedgerFixture.lines(files)).hasSizeLessThan(callers * 8);
    }

    @Test
    void bytesBehindTheLastCheckpoint_areCutAtOpen() throws IOException {
        LedgerFiles files = fixture.written(3);
        append(files.entries(), "torn");
        append(files.leaves(), "half a leaf");
        append(files.checkpoints(), "cordon-head-1 torn");
        assertClean(files, 3);

        fixture.open().close();

        assertThat(files.entries()).hasSize(3L * LedgerFixture.FRAME);
        assertThat(files.leaves()).hasSize(3L * MerkleHash.LENGTH);
        assertThat(LedgerFixture.lines(files)).hasSize(4);
        assertClean(files, 3);
    }

    @Test
    void everyTornLengthOfTheFiles_recoversWhatWasAcknowledged() {
        LedgerFiles files = fixture.written(2);
        byte[] entries = LedgerFixture.read(files.entries());
        byte[] leaves = LedgerFixture.read(files.leaves());
        byte[] checkpoints = LedgerFixture.read(files.checkpoints());
        int acknowledged =
                String.join("\n", LedgerFixture.lines(files).subList(0, 2)).length() + 1;
        for (int length = acknowledged; length < checkpoints.length; length += 5) {
            LedgerFixture.write(files.entries(), entries);
            LedgerFixture.write(files.leaves(), leaves);
            LedgerFixture.write(files.checkpoints(), Arrays.copyOf(checkpoints, length));
            fixture.open().close();
            assertClean(files, 1);
        }
    }

    @Test
    void missingAcknowledgedBytes_refuseToGoOn() {
        LedgerFiles files = fixture.written(3);
        byte[] entries = LedgerFixture.read(files.entries());
        LedgerFixture.truncate(files.entries(), entries.length - 1);
        assertDamaged();
        LedgerFixture.write(files.entries(), entries);
        LedgerFixture.flip(files.leaves(), 40);
        assertDamaged();
        LedgerFixture.flip(files.leaves(), 40);
        fixture.open().close();
    }

    @Test
    void forgedOrMissingCheckpoint_refusesToGoOn() throws IOException {
        LedgerFiles files = fixture.written(3);
        LedgerFixture.flip(files.checkpoints(), LedgerFixture.read(files.checkpoints()).length - 10);
        assertDamaged();
        Files.delete(files.checkpoints());
        assertDamaged();
    }

    @Test
    void refusedOpen_givesItsSlotBack() {
        LedgerFiles files = fixture.written(1);
        LedgerFixture.flip(files.leaves(), 0);
        assertDamaged();
        LedgerFixture.flip(files.leaves(), 0);
        try (Ledger ledger = fixture.open()) {
            assertThat(ledger.folder()).isEqualTo(files.folder());
        }
    }

    @Test
    void entryOfNoOrTooManyBytes_isRefusedAndHarmsNothing() {
        LedgerFiles files = fixture.written(1);
        try (Ledger ledger = fixture.open()) {
            assertThatThrownBy(() -> ledger.append(new byte[0])).isInstanceOf(CordonException.BadInput.class);
            assertThatThrownBy(() -> ledger.append(new byte[Ledger.MAX_ENTRY_BYTES + 1]))
                    .isInstanceOf(CordonException.BadInput.class);
            ledger.append(new byte[Ledger.MAX_ENTRY_BYTES]);
        }
        assertClean(files, 2);
    }

    @Test
    void closedLedger_acknowledgesNothing() {
        Ledger ledger = fixture.open();
        ledger.close();
        assertThatThrownBy(() -> ledger.append(LedgerFixture.entry(0))).isInstanceOf(CordonException.Unavailable.class);
    }

    @Test
    void folderThatIsAFile_isUnavailable() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> Ledger.open(file, "t", fixture.key, LedgerFixture.CLOCK))
                .isInstanceOf(CordonException.Unavailable.class);
    }

    @Test
    void exportHasALineForEachEntry_bytesWhereItIsNoJson() throws IOException {
        LedgerFiles files = fixture.written(1);
        LedgerHead head;
        try (Ledger ledger = fixture.open()) {
            ledger.append(LedgerEntry.of("agent.exited", LedgerFixture.CLOCK.instant())
                    .number("code", 3));
            ledger.append("{\"a\":1}\n{\"forged\":2}".getBytes(StandardCharsets.UTF_8));
            head = ledger.head();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(LedgerExport.write(files.folder(), head, out)).isEqualTo(3);

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("\"index\":0", "\"bytes\":\"");
        assertThat(lines.get(1)).contains("\"entry\":{\"v\":1,\"type\":\"agent.exited\"", "\"code\":3");
        assertThat(lines.get(2)).contains("\"bytes\":\"").doesNotContain("forged");
    }

    private void assertClean(LedgerFiles files, long size) {
        assertThat(fixture.verify(files))
                .isInstanceOfSatisfying(
                        LedgerVerdict.Clean.class,
                        clean -> assertThat(clean.head().size()).isEqualTo(size));
    }

    private void assertDamaged() {
        assertThatThrownBy(fixture::open)
                .isInstanceOf(CordonException.Damaged.class)
                .hasMessageContaining("C32");
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}
