package dev.cordon.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the parts of one log lie: its folder is named after its writer, the folder above after its tenant's hash. */
record LedgerFiles(Path folder) {
    /** Length before each entry: four bytes, big-endian. */
    static final int PREFIX = Integer.BYTES;

    /** The folder of a tenant's logs. Its name is a hash, so that a listing tells nobody's name. */
    static Path tenantFolder(Path ledgers, String tenant) {
        byte[] name = MerkleHash.sha256().digest(tenant.getBytes(StandardCharsets.UTF_8));
        return ledgers.resolve(MerkleHash.hex(name));
    }

    /** The log's name in its checkpoints. */
    String log() {
        Path named = folder.toAbsolutePath().normalize();
        int names = named.getNameCount();
        return named.getName(names - 2) + "/" + named.getName(names - 1);
    }

    Path entries() {
        return folder.resolve("entries");
    }

    Path leaves() {
        return folder.resolve("leaves");
    }

    Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    Path lock() {
        return folder.resolve("lock");
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Makes new names in a folder durable. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
