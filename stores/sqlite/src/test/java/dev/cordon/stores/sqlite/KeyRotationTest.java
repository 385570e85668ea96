package dev.cordon.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.KeyRotation;
import dev.cordon.core.LocalKeyRing;
import dev.cordon.core.PartitionId;
import dev.cordon.core.RootKey;
import dev.cordon.core.TenantId;
import dev.cordon.core.spi.KeyStore;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys change while everybody goes on, and whoever has the old ones has nothing (C15). */
class KeyRotationTest {
    private static final CrossSessionAccess ACCESS = CrossSessionAccess.forPlace(CrossSessionAccess.Place.KEY_ROTATION);
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId OTHER = new TenantId("other");
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTEXT = {1};

    @TempDir
    Path temp;

    private Path root;
    private SqliteKeyStore store;
    private LocalKeyRing ring;
    private final Map<PartitionId, byte[]> sealed = new LinkedHashMap<>();

    @BeforeEach
    void openStore() {
        root = temp.resolve("root.keyset");
        store = new SqliteKeyStore(temp.resolve("keys.db"));
        ring = ring(store);
        for (int i = 0; i < 4; i++) {
            make(new PartitionId.Collection(ACME, "a" + i));
            make(new PartitionId.Collection(OTHER, "o" + i));
        }
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private LocalKeyRing ring(KeyStore on) {
        return LocalKeyRing.open(root, on, new SecureRandom());
    }

    private void make(PartitionId partition) {
        sealed.put(partition, ring.create(partition).seal(TEXT, CONTEXT));
    }

    private KeyRotation rotation() {
        return new KeyRotation(ACCESS, store);
    }

    private void everythingOpens(LocalKeyRing with) throws Exception {
        for (Map.Entry<PartitionId, byte[]> one : sealed.entrySet()) {
            assertThat(with.find(one.getKey()).orElseThrow().open(one.getValue(), CONTEXT))
                    .isEqualTo(TEXT);
        }
    }

    @Test
    void rootRotated_everyoneGoesOn_andTheOldRootOpensNothing() throws Exception {
        Path stolen = Files.copy(root, temp.resolve("stolen.keyset"));
        byte[] derived = ring.derive("ids");

        KeyRotation.Rotated rotated = rotation().root(root, List.of());

        assertThat(rotated).isEqualTo(new KeyRotation.Rotated(3, 0));
        everythingOpens(ring);
        everythingOpens(ring(store));
        assertThat(ring(store).derive("ids")).isEqualTo(derived);
        make(new PartitionId.Collection(new TenantId("later"), "of a ring that opened before"));
        everythingOpens(ring(store));
        assertThatThrownBy(() -> LocalKeyRing.open(stolen, store, new SecureRandom()))
                .isInstanceOf(CordonException.Damaged.class);
        assertThat(temp).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void tenantRotated_itsKeysChange_andNobodyElses() throws Exception {
        Map<String, Bytes> before = keys();

        KeyRotation.Rotated rotated = rotation().tenant(RootKey.ofFile(root), ACME);

        assertThat(rotated).isEqualTo(new KeyRotation.Rotated(4, 0));
        Map<String, Bytes> after = keys();
        for (PartitionId partition : sealed.keySet()) {
            String name = "partition/" + partition.key();
            assertThat(after.get(name).equals(before.get(name)))
                    .isEqualTo(!partition.tenant().equals(ACME));
        }
        everythingOpens(ring);
        make(new PartitionId.Collection(ACME, "of a ring that opened before"));
        everythingOpens(ring(store));
        store.replace(
                "partition/" + first().key(),
                after.get("partition/" + first().key()),
                before.get("partition/" + first().key()));
        assertThatThrownBy(() -> ring(store).find(first()))
                .as("an old wrapping, put back")
                .isInstanceOf(CordonException.Damaged.class);
    }

    @Test
    void tenantRotated_whatSessionsGaveOpensStill() throws Exception {
        byte[] given = ring.makeSource(first(), "a session").seal(TEXT, CONTEXT);
        Bytes before = store.get("source/" + first().key() + "/a session").orElseThrow();
        assertThat(rotation().tenant(RootKey.ofFile(root), first().tenant()).left())
                .isZero();
        assertThat(store.get("source/" + first().key() + "/a session")).isNotEqualTo(Optional.of(before));
        for (LocalKeyRing any : List.of(ring, ring(store))) {
            assertThat(any.findSource(first(), "a session").orElseThrow().open(given, CONTEXT))
                    .isEqualTo(TEXT);
        }
        assertThat(ring.destroy(first())).isTrue();
        assertThat(ring.findSource(first(), "a session")).isEmpty();
    }

    private PartitionId first() {
        return sealed.keySet().iterator().next();
    }

    private Map<String, Bytes> keys() {
        Map<String, Bytes> keys = new LinkedHashMap<>();
        store.names("", "", 1000).forEach(name -> keys.put(name, store.get(name).orElseThrow()));
        return keys;
    }

    @Test
    void stoppedAnywhere_everythingOpens_andTheNextOneEndsIt() throws Exception {
        for (int after = 0; after < 10; after++) {
            KeyStore stops = new Stopping(store, after);
            try {
                new KeyRotation(ACCESS, stops).root(root, List.of());
                new KeyRotation(ACCESS, stops).tenant(RootKey.ofFile(root), ACME);
            } catch (IllegalStateException stopped) {
                assertThat(stopped).hasMessage("stopped");
            }
            everythingOpens(ring);
            everythingOpens(ring(store));
        }
        rotation().root(root, List.of());
        rotation().tenant(RootKey.ofFile(root), ACME);
        everythingOpens(ring(store));
        assertThat(Files.readString(root).split("keyId"))
                .as("one key, named twice")
                .hasSize(2);
    }

    /** Fails at a replacement, as a process that dies there. */
    private static final class Stopping implements KeyStore {
        private final KeyStore inner;
        private int left;

        Stopping(KeyStore inner, int left) {
            this.inner = inner;
            this.left = left;
        }

        @Override
        public Optional<Bytes> get(String name) {
            return inner.get(name);
        }

        @Override
        public boolean putIfAbsent(String name, Bytes wrapped) {
            return inner.putIfAbsent(name, wrapped);
        }

        @Override
        public boolean replace(String name, Bytes expected, Bytes wrapped) {
            if (left-- == 0) {
                throw new IllegalStateException("stopped");
            }
            return inner.replace(name, expected, wrapped);
        }

        @Override
        public List<String> names(String prefix, String after, int limit) {
            return inner.names(prefix, after, limit);
        }

        @Override
        public boolean delete(String name) {
            return inner.delete(name);
        }

        @Override
        public boolean isEmpty() {
            return inner.isEmpty();
        }

        @Override
        public void close() {}
    }

    @Test
    void partitionsMadeMeanwhile_areNotLost() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<Future<List<PartitionId>>> makers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int thread = 0; thread < 2; thread++) {
                makers.add(threads.submit(makerOf("t" + thread, done)));
            }
            for (int i = 0; i < 4; i++) {
                rotation().tenant(RootKey.ofFile(root), ACME);
                rotation().root(root, List.of());
            }
            done.set(true);
            for (Future<List<PartitionId>> maker : makers) {
                assertThat(maker.get()).isNotEmpty();
            }
        }
        LocalKeyRing fresh = ring(store);
        for (Future<List<PartitionId>> maker : makers) {
            for (PartitionId partition : maker.get()) {
                assertThat(fresh.find(partition)).isPresent();
            }
        }
        everythingOpens(fresh);
    }

    private Callable<List<PartitionId>> makerOf(String name, AtomicBoolean done) {
        return () -> {
            List<PartitionId> made = new ArrayList<>();
            LocalKeyRing own = ring(store);
            while (!done.get() && made.size() < 100) {
                PartitionId partition = new PartitionId.Collection(ACME, name + "-" + made.size());
                own.create(partition);
                made.add(partition);
            }
            return made;
        };
    }

    /** Rotates for ever, and says so. */
    static final class Child {
        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            Path root = folder.resolve("root.keyset");
            try (SqliteKeyStore store = new SqliteKeyStore(folder.resolve("keys.db"))) {
                KeyRotation rotation = new KeyRotation(ACCESS, store);
                while (true) {
                    rotation.root(root, List.of());
                    rotation.tenant(RootKey.ofFile(root), ACME);
                    System.out.println("rotated");
                    System.out.flush();
                }
            }
        }
    }

    @Test
    void killedWhileItRotates_nothingIsLost() throws Exception {
        for (int round = 0; round < 3; round++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Child.class.getName(),
                            temp.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out = child.inputReader()) {
                for (int i = 0; i <= round; i++) {
                    assertThat(out.readLine()).isEqualTo("rotated");
                }
                child.toHandle().destroyForcibly();
                child.waitFor();
            }
            everythingOpens(ring(store));
            everythingOpens(ring);
        }
        rotation().root(root, List.of());
        everythingOpens(ring(store));
    }

    @Test
    void seedThatDoesNotOpen_isRefused_andTheOldKeyStays() throws Exception {
        store.replace("seed", store.get("seed").orElseThrow(), Bytes.ceded(new byte[60]));
        assertThatThrownBy(() -> rotation().root(root, List.of())).isInstanceOf(CordonException.Damaged.class);
        everythingOpens(ring);
        assertThat(Files.readString(root).split("\"keyId\"")).as("two keys").hasSize(3);
    }

    @Test
    void keyThatDoesNotTellWhoWrappedIt_keepsTheOldOne() {
        store.putIfAbsent("partition/unknown", Bytes.ceded(new byte[60]));
        assertThat(rotation().tenant(RootKey.ofFile(root), ACME)).isEqualTo(new KeyRotation.Rotated(4, 1));
        assertThat(rotation().tenant(RootKey.ofFile(root), ACME).left()).isOne();
    }

    @Test
    void twoAtOnce_areRefused() throws Exception {
        try (var lock = java.nio.channels.FileChannel.open(
                temp.resolve("root.keyset.lock"),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE)) {
            lock.lock();
            assertThatThrownBy(() -> rotation().root(root, List.of())).isInstanceOf(CordonException.Conflict.class);
        }
        everythingOpens(ring);
    }

    @Test
    void moveWhileTheRootRotates_isRefused() throws Exception {
        Path other = temp.resolve("other.keyset");
        RootKey.ofFile(other).now(true);
        try (var lock = java.nio.channels.FileChannel.open(
                temp.resolve("root.keyset.lock"),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE)) {
            lock.lock();
            RootKey service = _ -> RootKey.ofFile(other).now(false);
            assertThatThrownBy(() -> rotation().move(RootKey.ofFile(root), service, List.of()))
                    .isInstanceOf(CordonException.Conflict.class);
        }
        everythingOpens(ring(store));
    }
}
