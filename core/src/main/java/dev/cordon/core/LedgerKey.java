package dev.cordon.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The Ed25519 key pair that signs a ledger's checkpoints (C32). Its file is made on first use, for its owner alone
 * (mode 0600), and holds two lines of Base64: PKCS#8 and the public key; {@code .pub} beside it holds the public key
 * for auditors. Of several processes that come first at once, one makes the key and all use it.
 *
 * <p>Immutable, safe for all threads. Never appears in a message.
 */
public final class LedgerKey {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final PrivateKey secret;
    private final LedgerPublicKey open;

    private LedgerKey(PrivateKey secret, LedgerPublicKey open) {
        this.secret = secret;
        this.open = open;
    }

    /**
     * Reads the key, or makes it where there is none.
     *
     * @throws CordonException.Refused when others than its owner may read or write the file
     * @throws CordonException.Damaged when the file holds no matching pair
     * @throws CordonException.Unavailable when the file can't be read or made
     */
    public static LedgerKey openOrCreate(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            refuseOthers(file);
            LedgerKey key = parse(Files.readAllLines(file));
            publish(key, file);
            return key;
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            "ledger-key-unavailable",
                            "The ledger's signing key can't be used",
                            "the file " + file + " can't be read or made",
                            "make its folder writable, or restore the key from its backup"),
                    e);
        }
    }

    public LedgerPublicKey publicKey() {
        return open;
    }

    /** The name of the pair in checkpoints. */
    public String id() {
        return open.id();
    }

    byte[] sign(byte[] text) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(secret);
            signer.update(text);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw damaged("The ledger can't be signed", e);
        }
    }

    static CordonException.Damaged damaged(String what, Exception cause) {
        return new CordonException.Damaged(
                Problem.of(
                        Rule.C32,
                        "ledger-key-damaged",
                        what,
                        "its file holds no Ed25519 key pair that matches",
                        "restore the key from its backup; a new one can't continue the old signatures"),
                cause);
    }

    /** Linking into place is atomic and replaces nothing: a key file is whole or absent, and the first one wins. */
    private static void create(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a key is a file in a folder");
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(
                folder, ".key", ".new", PosixFilePermissions.asFileAttribute(EnumSet.copyOf(OWNER_ONLY)));
        try {
            durably(draft, generate());
            Files.createLink(file, draft);
            LedgerFiles.syncFolder(folder);
        } catch (FileAlreadyExistsException anotherCameFirst) {
            // Theirs is used.
        } finally {
            Files.delete(draft);
        }
    }

    private static String generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Base64.Encoder base64 = Base64.getEncoder();
            return base64.encodeToString(pair.getPrivate().getEncoded()) + "\n"
                    + base64.encodeToString(pair.getPublic().getEncoded()) + "\n";
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Java 15 and later have Ed25519", e);
        }
    }

    private static void publish(LedgerKey key, Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".pub");
        String text = key.open.encoded() + "\n";
        if (!Files.exists(beside) || !Files.readString(beside).equals(text)) {
            Files.writeString(beside, text);
        }
    }

    private static void durably(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            LedgerFiles.writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }

    private static void refuseOthers(Path file) throws IOException {
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C32,
                    "ledger-key-exposed",
                    "The ledger's signing key is not used",
                    "others than its owner may read or write " + file,
                    "chmod 600 it, and replace the key if somebody else may have read it"));
        }
    }

    private static LedgerKey parse(List<String> lines) {
        if (lines.size() != 2) {
            throw damaged("The ledger's signing key can't be read", new IOException(lines.size() + " lines"));
        }
        try {
            byte[] encoded = Base64.getDecoder().decode(lines.getFirst());
            PrivateKey secret = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            LedgerKey key = new LedgerKey(secret, LedgerPublicKey.parse(lines.getLast()));
            byte[] trial = {1};
            if (!key.open.verifies(trial, key.sign(trial))) {
                throw damaged("The ledger's signing key can't be used", new GeneralSecurityException("no pair"));
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw damaged("The ledger's signing key can't be read", new IOException("not PKCS#8"));
        }
    }
}
