package dev.cordon.core;

import com.google.crypto.tink.KeysetHandle;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.EnumSet;

/**
 * The local root keyset: {@code root.keyset}, mode 0600, made on first use and only while the key store is empty: a new
 * root key beside old wrapped keys would hide that the old one is lost.
 */
final class RootKeyFile implements RootKey {
    private final Path file;

    RootKeyFile(Path file) {
        this.file = file;
    }

    @Override
    public Version now(boolean mayCreate) {
        try {
            KeysetHandle keyset = keyset(mayCreate);
            return new Version(Bytes.utf8(TinkKeys.toClear(keyset)).sha256().toHex(), TinkKeys.aead(keyset));
        } catch (GeneralSecurityException e) {
            throw damaged(e);
        }
    }

    /** The keyset of {@code file}, made where there is none and {@code mayCreate}. */
    KeysetHandle keyset(boolean mayCreate) {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                if (!mayCreate) {
                    throw lost();
                }
                create();
            }
            requirePrivate();
            String json = Files.readString(file, StandardCharsets.UTF_8);
            return TinkKeys.ofClear(json);
        } catch (GeneralSecurityException e) {
            throw damaged(e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Puts another keyset in place of it, whole or not at all. */
    void replace(KeysetHandle keyset) {
        try {
            Path draft = draft(keyset);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder();
        } catch (GeneralSecurityException e) {
            throw damaged(e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** One rotation at a time, over processes. */
    FileChannel lockForRotation() {
        try {
            FileChannel channel = FileChannel.open(
                    file.resolveSibling("root.keyset.lock"),
                    EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(ownerOnly()));
            if (!isLocked(channel)) {
                channel.close();
                throw rotating();
            }
            return channel;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    static CordonException.Conflict rotating() {
        return new CordonException.Conflict(Problem.of(
                Rule.C15,
                "rotation-under-way",
                "Keys are being rotated",
                "another command does it now",
                "wait for it"));
    }

    /**
     * Linking into place is atomic and replaces nothing: of several that begin at once, threads and processes alike, the
     * first one's key is everyone's.
     */
    private void create() throws IOException, GeneralSecurityException {
        Path draft = draft(TinkKeys.generate());
        try {
            Files.createLink(file, draft);
            syncFolder();
        } catch (FileAlreadyExistsException e) {
            // Another one was first; its key is read next.
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private Path draft(KeysetHandle keyset) throws IOException, GeneralSecurityException {
        Path draft = Files.createTempFile(
                folder(), "root.keyset", ".new", PosixFilePermissions.asFileAttribute(ownerOnly()));
        Files.writeString(draft, TinkKeys.toClear(keyset), StandardOpenOption.DSYNC);
        return draft;
    }

    private void syncFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path folder() {
        return file.toAbsolutePath().resolveSibling("");
    }

    private void requirePrivate() throws IOException {
        if (!ownerOnly().containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C15,
                    "root-key-exposed",
                    "The root key is not used",
                    "others can read or change root.keyset",
                    "chmod 600 root.keyset, and rotate the keys if somebody may have read it"));
        }
    }

    private static EnumSet<PosixFilePermission> ownerOnly() {
        return EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    private static CordonException.Damaged damaged(GeneralSecurityException cause) {
        return new CordonException.Damaged(
                Problem.of(
                        Rule.C15,
                        "root-key-damaged",
                        "The root key can't be read",
                        "root.keyset holds no keyset",
                        "put root.keyset back from its backup"),
                cause);
    }

    private static CordonException.Refused lost() {
        return new CordonException.Refused(Problem.of(
                Rule.C15,
                "root-key-lost",
                "The root key is gone, and with it every session, durable fact and artifact of this home",
                "root.keyset is missing while the key store holds keys that only it opens; nothing was created or changed",
                "put root.keyset back from a copy (cordon backup keeps one apart from the data);"
                        + " without a copy, move this home away and begin anew"));
    }

    private static CordonException.Unavailable unusable(IOException cause) {
        return new CordonException.Unavailable(
                Problem.of(
                        Rule.C15,
                        "root-key-unusable",
                        "The root key can't be read or made",
                        "the state folder did not allow it",
                        "make the folder writable for you, with space left"),
                cause);
    }
}
