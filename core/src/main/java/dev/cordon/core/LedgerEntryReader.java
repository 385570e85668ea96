package dev.cordon.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Optional;

/** Reads a log's entries one after another. Owned by the one who opened it. */
final class LedgerEntryReader implements AutoCloseable {
    private final InputStream bytes;
    private long position;

    private LedgerEntryReader(InputStream bytes) {
        this.bytes = bytes;
    }

    static LedgerEntryReader open(LedgerFiles files) throws IOException {
        return new LedgerEntryReader(
                Files.exists(files.entries())
                        ? new BufferedInputStream(Files.newInputStream(files.entries()), 1 << 16)
                        : InputStream.nullInputStream());
    }

    /** The next entry; empty where the file ends or what follows is no entry that the ledger writes. */
    Optional<byte[]> next() throws IOException {
        byte[] prefix = bytes.readNBytes(LedgerFiles.PREFIX);
        if (prefix.length < LedgerFiles.PREFIX) {
            return Optional.empty();
        }
        int length = ByteBuffer.wrap(prefix).getInt();
        if (length < 1 || length > Ledger.MAX_ENTRY_BYTES) {
            return Optional.empty();
        }
        byte[] entry = bytes.readNBytes(length);
        position += LedgerFiles.PREFIX + entry.length;
        return entry.length == length ? Optional.of(entry) : Optional.empty();
    }

    /** Bytes read so far. */
    long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
