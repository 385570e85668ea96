package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.KeysetHandle;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.core.spi.TenantKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are told by 32 random bits: two tenants may bear the same, and then nothing goes (C17). */
class LocalTenantKeysTest {
    private static final TenantId MINE = new TenantId("mine");
    private static final TenantId OTHER = new TenantId("other");

    @TempDir
    Path folder;

    private final KeyStore store = new Kept();

    /** Wrapped keys for as long as a test takes. */
    private static final class Kept implements KeyStore {
        private final ConcurrentSkipListMap<String, Bytes> keys = new ConcurrentSkipListMap<>();

        @Override
        public Optional<Bytes> get(String name) {
            return Optional.ofNullable(keys.get(name));
        }

        @Override
        public boolean putIfAbsent(String name, Bytes wrapped) {
            return keys.putIfAbsent(name, wrapped) == null;
        }

        @Override
        public boolean replace(String name, Bytes expected, Bytes wrapped) {
            return keys.replace(name, expected, wrapped);
        }

        @Override
        public List<String> names(String prefix, String after, int limit) {
            return keys.tailMap(after.isEmpty() ? prefix : after, false).keySet().stream()
                    .takeWhile(name -> name.startsWith(prefix))
                    .limit(limit)
                    .toList();
        }

        @Override
        public boolean delete(String name) {
            return keys.remove(name) != null;
        }

        @Override
        public boolean isEmpty() {
            return keys.isEmpty();
        }

        @Override
        public void close() {}
    }

    private void tenant(TenantId tenant, int number) throws Exception {
        RootKey root = RootKey.ofFile(folder.resolve("root.keyset"));
        KeysetHandle random = TinkKeys.generate();
        String id = Integer.toUnsignedString(random.getPrimary().getId());
        KeysetHandle keyset = TinkKeys.ofClear(TinkKeys.toClear(random).replace(id, Integer.toString(number)));
        String name = WrappedKeys.tenant(tenant);
        byte[] wrapped = TinkKeys.wrap(keyset, root.now(store.isEmpty()).aead(), WrappedKeys.context(name));
        store.putIfAbsent(name, Bytes.ceded(wrapped));
    }

    private TenantKeys keysOf(TenantId tenant) {
        CrossSessionAccess erasure = CrossSessionAccess.forPlace(CrossSessionAccess.Place.ERASURE);
        return LocalKeyRing.open(folder.resolve("root.keyset"), store, new SecureRandom())
                .keysOf(erasure, tenant);
    }

    @Test
    void numberThatANeighbourBearsToo_destroysNothing() throws Exception {
        tenant(MINE, 4711);
        tenant(OTHER, 4711);
        TenantKeys mine = keysOf(MINE);
        assertThatThrownBy(mine::destroy)
                .isInstanceOfSatisfying(
                        CordonException.Conflict.class,
                        e -> assertThat(e.problem().code()).isEqualTo("tenant-keys-alike"));
        assertThat(store.get(WrappedKeys.tenant(MINE))).isPresent();
        assertThat(store.names("erasing/", "", 9)).isEmpty();
    }

    @Test
    void numberOfItsOwn_destroysItsKeyAndLeavesTheOther() throws Exception {
        tenant(MINE, 4711);
        tenant(OTHER, 4712);
        TenantKeys mine = keysOf(MINE);
        mine.destroy();
        assertThat(store.get(WrappedKeys.tenant(MINE))).isEmpty();
        assertThat(store.get(WrappedKeys.tenant(OTHER))).isPresent();
        mine.end();
        assertThat(store.names("erasing/", "", 9)).isEmpty();
    }
}
