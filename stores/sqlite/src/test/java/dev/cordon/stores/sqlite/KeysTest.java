package dev.cordon.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.LocalKeyRing;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Rule;
import dev.cordon.core.TenantId;
import dev.cordon.core.spi.PartitionCipher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTEXT = {1};
    private static final PartitionId MINE = new PartitionId.Collection(new TenantId("acme"), "mine");
    private static final PartitionId OTHER = new PartitionId.Collection(new TenantId("acme"), "other");

    @TempDir
    Path temp;

    private Path root;
    private SqliteKeyStore store;

    @BeforeEach
    void openStore() {
        root = temp.resolve("root.keyset");
        store = new SqliteKeyStore(temp.resolve("keys.db"));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private LocalKeyRing ring() {
        return LocalKeyRing.open(root, store, new SecureRandom());
    }

    @Test
    void firstUse_makesAPrivateRootKey_andTheNextFindsIt() throws Exception {
        byte[] derived = ring().derive("ids");
        byte[] sealed = ring().create(MINE).seal(TEXT, CONTEXT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rw-------");
        LocalKeyRing next = ring();
        assertThat(next.find(MINE).orElseThrow().open(sealed, CONTEXT)).isEqualTo(TEXT);
        assertThat(next.derive("ids")).isEqualTo(derived).hasSize(32);
        assertThat(next.derive("other")).isNotEqualTo(derived);
    }

    @Test
    void lostRootKey_isRefused_saysWhatIsGone_andCreatesNothing() throws Exception {
        ring().create(MINE);
        Files.delete(root);
        assertThatThrownBy(this::ring).isInstanceOfSatisfying(CordonException.Refused.class, e -> {
            assertThat(e.problem().code()).isEqualTo("root-key-lost");
            assertThat(e.problem().rule()).isEqualTo(Rule.C15);
            assertThat(e.problem().what()).contains("every session");
            assertThat(e.problem().mend()).contains("cordon backup");
        });
        assertThat(root).doesNotExist();
    }

    @Test
    void anotherRootKey_isAClearError() throws Exception {
        ring().create(MINE);
        Path elsewhere = temp.resolve("elsewhere.keyset");
        try (SqliteKeyStore empty = new SqliteKeyStore(temp.resolve("empty.db"))) {
            LocalKeyRing.open(elsewhere, empty, new SecureRandom());
        }
        Files.copy(elsewhere, root, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(this::ring)
                .isInstanceOfSatisfying(
                        CordonException.Damaged.class,
                        e -> assertThat(e.problem().code()).isEqualTo("wrong-key"));
    }

    @Test
    void rootKeyThatOthersCanRead_isRefused() throws Exception {
        ring();
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(this::ring)
                .isInstanceOfSatisfying(
                        CordonException.Refused.class,
                        e -> assertThat(e.problem().mend()).contains("chmod 600"));
    }

    @Test
    void brokenRootKey_isDamaged() throws Exception {
        ring();
        Files.writeString(root, "{}");
        assertThatThrownBy(this::ring).isInstanceOf(CordonException.Damaged.class);
    }

    @Test
    void keyMovedToAnotherPartition_doesNotUnwrap() {
        LocalKeyRing ring = ring();
        ring.create(MINE);
        Bytes wrapped = store.get("partition/" + MINE.key()).orElseThrow();
        store.putIfAbsent("partition/" + OTHER.key(), wrapped);
        assertThatThrownBy(() -> ring.find(OTHER)).isInstanceOf(CordonException.Damaged.class);
    }

    @Test
    void keyMovedToAnotherTenant_doesNotUnwrap() {
        LocalKeyRing ring = ring();
        ring.create(MINE);
        PartitionId foreign = new PartitionId.Collection(new TenantId("other"), "mine");
        store.putIfAbsent(
                "partition/" + foreign.key(),
                store.get("partition/" + MINE.key()).orElseThrow());
        assertThatThrownBy(() -> ring.find(foreign)).isInstanceOf(CordonException.Damaged.class);
    }

    @Test
    void everyPartition_hasAKeyOfItsOwn() {
        LocalKeyRing ring = ring();
        byte[] sealed = ring.create(MINE).seal(TEXT, CONTEXT);
        PartitionCipher other = ring.create(OTHER);
        assertThatThrownBy(() -> other.open(sealed, CONTEXT)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void secondKeyForAPartition_isRefused() throws Exception {
        LocalKeyRing ring = ring();
        byte[] sealed = ring.create(MINE).seal(TEXT, CONTEXT);
        assertThatThrownBy(() -> ring.create(MINE)).isInstanceOf(CordonException.Conflict.class);
        assertThat(ring.find(MINE).orElseThrow().open(sealed, CONTEXT)).isEqualTo(TEXT);
    }

    @Test
    void destroyedKey_isGone_fromTheFilesToo() throws Exception {
        LocalKeyRing ring = ring();
        ring.create(MINE);
        byte[] wrapped = store.get("partition/" + MINE.key()).orElseThrow().toArray();
        assertThat(ring.destroy(MINE)).isTrue();
        assertThat(ring.destroy(MINE)).isFalse();
        assertThat(ring.find(MINE)).isEmpty();
        for (String name : new String[] {"keys.db", "keys.db-wal"}) {
            String content = Files.readString(temp.resolve(name), StandardCharsets.ISO_8859_1);
            assertThat(content).doesNotContain(new String(wrapped, StandardCharsets.ISO_8859_1));
        }
    }
}
