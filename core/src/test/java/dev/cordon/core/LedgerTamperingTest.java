package dev.cordon.core;

import static dev.cordon.core.LedgerFixture.FRAME;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C32: each way to change a log, and the entry that the verifier must name. */
class LedgerTamperingTest {
    private static final int HASH = MerkleHash.LENGTH;

    @TempDir
    Path folder;

    private LedgerFixture fixture;
    private LedgerFiles files;

    @BeforeEach
    void tenEntries() {
        fixture = new LedgerFixture(folder);
        files = fixture.written(10);
    }

    @Test
    void untouchedLog_isClean() {
        assertThat(fixture.verify(files))
                .isInstanceOfSatisfying(
                        LedgerVerdict.Clean.class,
                        clean -> assertThat(clean.head().size()).isEqualTo(10));
    }

    @Test
    void flippedByteOfAnEntry_namesIt() {
        LedgerFixture.flip(files.entries(), 4 * FRAME + LedgerFiles.PREFIX + 2);
        assertBad(4, "entry");
    }

    @Test
    void everyFlippedByteOfTheEntriesFile_isSeen() {
        for (int offset = 0; offset < 10 * FRAME; offset++) {
            LedgerFixture.flip(files.entries(), offset);
            assertBad(offset / FRAME, "entry");
            LedgerFixture.flip(files.entries(), offset);
        }
    }

    @Test
    void everyFlippedByteOfTheLeavesFile_isSeenAndBlamedOnTheLeaf() {
        for (int offset = 0; offset < 10 * HASH; offset += 7) {
            LedgerFixture.flip(files.leaves(), offset);
            assertBad(offset / HASH, "leaf");
            LedgerFixture.flip(files.leaves(), offset);
        }
    }

    @Test
    void everyFlippedByteOfTheCheckpoints_isSeen() {
        int length = LedgerFixture.read(files.checkpoints()).length;
        for (int offset = 0; offset < length - 1; offset += 13) {
            LedgerFixture.flip(files.checkpoints(), offset);
            assertThat(fixture.verify(files)).as("offset " + offset).isNotInstanceOf(LedgerVerdict.Clean.class);
            LedgerFixture.flip(files.checkpoints(), offset);
        }
    }

    @Test
    void removedEntry_namesItsPlace() {
        LedgerFixture.splice(files.entries(), 3 * FRAME, FRAME, new byte[0]);
        assertBad(3, "entry");
    }

    @Test
    void removedEntryWithItsLeaf_namesItsPlace() {
        LedgerFixture.splice(files.entries(), 3 * FRAME, FRAME, new byte[0]);
        LedgerFixture.splice(files.leaves(), 3 * HASH, HASH, new byte[0]);
        assertBad(3, "entry");
    }

    @Test
    void removedEntryWithItsLeafAndCheckpoint_namesItsPlace() {
        LedgerFixture.splice(files.entries(), 3 * FRAME, FRAME, new byte[0]);
        LedgerFixture.splice(files.leaves(), 3 * HASH, HASH, new byte[0]);
        List<String> lines = new ArrayList<>(LedgerFixture.lines(files));
        lines.remove(4);
        LedgerFixture.writeLines(files, lines);
        assertBad(3, "entry");
    }

    @Test
    void insertedEntry_namesItsPlace() {
        byte[] copy = LedgerFixture.slice(files.entries(), 0, FRAME);
        LedgerFixture.splice(files.entries(), 6 * FRAME, 0, copy);
        assertBad(6, "entry");
    }

    @Test
    void insertedEntryWithALeaf_namesItsPlace() {
        LedgerFixture.splice(files.entries(), 6 * FRAME, 0, LedgerFixture.slice(files.entries(), 0, FRAME));
        LedgerFixture.splice(files.leaves(), 6 * HASH, 0, LedgerFixture.slice(files.leaves(), 0, HASH));
        assertBad(6, "entry");
    }

    @Test
    void swappedEntries_nameTheFirst() {
        byte[] second = LedgerFixture.slice(files.entries(), 2 * FRAME, FRAME);
        byte[] seventh = LedgerFixture.slice(files.entries(), 7 * FRAME, FRAME);
        LedgerFixture.splice(files.entries(), 2 * FRAME, FRAME, seventh);
        LedgerFixture.splice(files.entries(), 7 * FRAME, FRAME, second);
        assertBad(2, "entry");
    }

    @Test
    void changedEntryWithARecomputedLeaf_namesIt() {
        LedgerFixture.flip(files.entries(), 5 * FRAME + LedgerFiles.PREFIX);
        byte[] entry = LedgerFixture.slice(files.entries(), 5 * FRAME + LedgerFiles.PREFIX, FRAME - LedgerFiles.PREFIX);
        LedgerFixture.splice(files.leaves(), 5 * HASH, HASH, MerkleHash.leaf(entry));
        assertBad(5, "entry");
    }

    @Test
    void cutEntries_nameTheFirstMissing() {
        LedgerFixture.truncate(files.entries(), 8 * FRAME);
        assertBad(8, "entry");
    }

    @Test
    void cutLeaves_nameTheFirstMissing() {
        LedgerFixture.truncate(files.leaves(), 8 * HASH);
        assertBad(8, "leaf");
    }

    @Test
    void logCutBackToAnEarlierCheckpoint_showsAgainstAnAnchor() {
        LedgerHead anchor = cleanHead();
        LedgerFixture.writeLines(files, LedgerFixture.lines(files).subList(0, 8));

        assertThat(fixture.verify(files)).isInstanceOf(LedgerVerdict.Clean.class);
        assertThat(verify(anchor)).isInstanceOfSatisfying(LedgerVerdict.Bad.class, bad -> {
            assertThat(bad.index()).isEqualTo(7);
            assertThat(bad.why()).contains("cut", "10 entries");
        });
    }

    @Test
    void logWrittenAnewWithTheRealKey_showsAgainstAnAnchor() throws IOException {
        LedgerHead anchor = cleanHead();
        for (Path file : List.of(files.entries(), files.leaves(), files.checkpoints())) {
            Files.delete(file);
        }
        try (Ledger ledger = fixture.open()) {
            for (int at = 10; at < 30; at++) {
                ledger.append(LedgerFixture.entry(at));
            }
        }

        assertThat(fixture.verify(files)).isInstanceOf(LedgerVerdict.Clean.class);
        assertThat(verify(anchor))
                .isInstanceOfSatisfying(
                        LedgerVerdict.Bad.class, bad -> assertThat(bad.why()).contains("written anew"));
    }

    @Test
    void anchorThatTheLogContains_isMet() {
        String line = LedgerFixture.lines(files).get(6);
        LedgerHead anchor = LedgerCheckpoint.parse(line).orElseThrow().head();

        assertThat(verify(anchor)).isInstanceOf(LedgerVerdict.Clean.class);
        assertThat(verify(new LedgerHead(0, MerkleHash.hex(MerkleHash.empty()))))
                .isInstanceOf(LedgerVerdict.Clean.class);
        assertThat(verify(new LedgerHead(anchor.size(), "0".repeat(64)))).isInstanceOf(LedgerVerdict.Bad.class);
    }

    @Test
    void checkpointSignedByAnotherKey_isForged() {
        LedgerKey forger = LedgerKey.openOrCreate(folder.resolve("forger.key"));
        LedgerCheckpoint last =
                LedgerCheckpoint.parse(LedgerFixture.lines(files).getLast()).orElseThrow();
        appendLine(LedgerCheckpoint.sign(last.log(), last.head(), last.bytes(), Instant.EPOCH, forger));
        assertBad(10, "checkpoint");
    }

    @Test
    void checkpointThatClaimsTheRealKey_isForged() {
        LedgerKey forger = LedgerKey.openOrCreate(folder.resolve("forger.key"));
        LedgerCheckpoint last =
                LedgerCheckpoint.parse(LedgerFixture.lines(files).getLast()).orElseThrow();
        LedgerCheckpoint forged = LedgerCheckpoint.sign(last.log(), last.head(), last.bytes(), last.at(), forger);
        appendLine(new LedgerCheckpoint(
                last.log(), last.head(), last.bytes(), last.at(), fixture.key.id(), forged.signature()));
        assertBad(10, "checkpoint");
    }

    @Test
    void checkpointOfAnotherLog_isRefused() {
        LedgerCheckpoint last =
                LedgerCheckpoint.parse(LedgerFixture.lines(files).getLast()).orElseThrow();
        appendLine(LedgerCheckpoint.sign("other/w0", last.head(), last.bytes(), last.at(), fixture.key));
        assertBad(10, "checkpoint");
    }

    @Test
    void checkpointsInAnotherOrder_areRefused() {
        List<String> lines = new ArrayList<>(LedgerFixture.lines(files));
        lines.add(lines.remove(3));
        LedgerFixture.writeLines(files, lines);
        assertBad(10, "checkpoint");
    }

    @Test
    void logCopiedIntoAnotherPlace_isRefused() throws IOException {
        Path elsewhere = files.folder().resolveSibling("w7");
        Files.move(files.folder(), elsewhere);
        assertThat(LedgerVerifier.verify(elsewhere, fixture.key.publicKey()))
                .isInstanceOfSatisfying(
                        LedgerVerdict.Bad.class, bad -> assertThat(bad.why()).contains("another log"));
    }

    @Test
    void changeWithinOneCommit_namesTheGroup() throws IOException {
        LedgerFixture other = new LedgerFixture(folder.resolve("grouped"));
        LedgerFiles grouped = other.writtenAtOnce(6);
        LedgerFixture.flip(grouped.entries(), 5 * FRAME - 1);
        assertThat(other.verify(grouped))
                .isEqualTo(new LedgerVerdict.Bad(4, "entry", "its bytes don't hash to its leaf"));

        byte[] entry =
                LedgerFixture.slice(grouped.entries(), 4 * FRAME + LedgerFiles.PREFIX, FRAME - LedgerFiles.PREFIX);
        LedgerFixture.splice(grouped.leaves(), 4 * HASH, HASH, MerkleHash.leaf(entry));
        assertThat(other.verify(grouped)).isInstanceOfSatisfying(LedgerVerdict.Bad.class, bad -> {
            assertThat(bad.index()).isZero();
            assertThat(bad.why()).contains("entries 0 to 5");
        });
    }

    @Test
    void missingCheckpoints_areInconclusive() throws IOException {
        Files.delete(files.checkpoints());
        assertThat(fixture.verify(files)).isInstanceOf(LedgerVerdict.Inconclusive.class);
        LedgerFixture.write(files.checkpoints(), new byte[0]);
        assertThat(fixture.verify(files)).isInstanceOf(LedgerVerdict.Inconclusive.class);
        assertThat(LedgerVerifier.verify(folder.resolve("nowhere"), fixture.key.publicKey()))
                .isInstanceOf(LedgerVerdict.Inconclusive.class);
    }

    @Test
    void anotherPublicKey_isInconclusive() {
        LedgerKey other = LedgerKey.openOrCreate(folder.resolve("other.key"));
        assertThat(LedgerVerifier.verify(files.folder(), other.publicKey()))
                .isInstanceOf(LedgerVerdict.Inconclusive.class);
    }

    private LedgerVerdict verify(LedgerHead anchor) {
        return LedgerVerifier.verify(files.folder(), fixture.key.publicKey(), Optional.of(anchor));
    }

    private LedgerHead cleanHead() {
        return ((LedgerVerdict.Clean) fixture.verify(files)).head();
    }

    private void appendLine(LedgerCheckpoint checkpoint) {
        List<String> lines = new ArrayList<>(LedgerFixture.lines(files));
        lines.add(checkpoint.line());
        LedgerFixture.writeLines(files, lines);
    }

    private void assertBad(long index, String what) {
        assertThat(fixture.verify(files)).isInstanceOfSatisfying(LedgerVerdict.Bad.class, bad -> {
            assertThat(bad.index()).isEqualTo(index);
            assertThat(bad.what()).isEqualTo(what);
        });
    }
}
