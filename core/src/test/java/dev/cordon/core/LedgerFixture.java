package dev.cordon.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A ledger in a folder, and the tools of one who tampers with it. */
final class LedgerFixture {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    static final String TENANT = "acme";

    final Path folder;
    final LedgerKey key;

    LedgerFixture(Path folder) {
        this.folder = folder;
        this.key = LedgerKey.openOrCreate(folder.resolve("ledger.key"));
    }

    Ledger open() {
        return Ledger.open(folder, TENANT, key, CLOCK);
    }

    /** A log of so many entries, each with a checkpoint of its own. */
    LedgerFiles written(int count) {
        try (Ledger ledger = open()) {
            for (int at = 0; at < count; at++) {
                ledger.append(entry(at));
            }
            return new LedgerFiles(ledger.folder());
        }
    }

    /** A log whose entries share one checkpoint. */
    LedgerFiles writtenAtOnce(int count) throws IOException {
        LedgerFiles files = written(0);
        List<byte[]> batch = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            batch.add(entry(at));
        }
        try (LedgerWriter writer = LedgerWriter.open(files, key, CLOCK)) {
            writer.commit(batch);
        }
        return files;
    }

    LedgerVerdict verify(LedgerFiles files) {
        return LedgerVerifier.verify(files.folder(), key.publicKey());
    }

    static byte[] entry(int number) {
        return ("entry " + number).getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes of one framed entry; all have one length. */
    static final int FRAME = LedgerFiles.PREFIX + entry(0).length;

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void flip(Path file, int offset) {
        byte[] bytes = read(file);
        bytes[offset] ^= 1;
        write(file, bytes);
    }

    static void truncate(Path file, int length) {
        write(file, Arrays.copyOf(read(file), length));
    }

    /** Replaces {@code length} bytes at {@code offset}. */
    static void splice(Path file, int offset, int length, byte[] by) {
        byte[] old = read(file);
        byte[] now = new byte[old.length - length + by.length];
        System.arraycopy(old, 0, now, 0, offset);
        System.arraycopy(by, 0, now, offset, by.length);
        System.arraycopy(old, offset + length, now, offset + by.length, old.length - offset - length);
        write(file, now);
    }

    static byte[] slice(Path file, int offset, int length) {
        return Arrays.copyOfRange(read(file), offset, offset + length);
    }

    static List<String> lines(LedgerFiles files) {
        return new String(read(files.checkpoints()), StandardCharsets.US_ASCII)
                .lines()
                .toList();
    }

    static void writeLines(LedgerFiles files, List<String> lines) {
        write(files.checkpoints(), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
