package dev.cordon.core;

import com.google.crypto.tink.KeysetHandle;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.core.spi.TenantKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A tenant's keys in a key store: they are told by the number of the key that wraps them, which each bears in front. A
 * mark in the store keeps those numbers from just before the tenant's key goes until all is done.
 */
final class LocalTenantKeys implements TenantKeys {
    private static final String MARKS = "erasing/";

    private final KeyStore store;
    private final RootWrapping root;
    private final TenantId tenant;
    private final String name;
    private final String mark;
    private final String erasing;

    LocalTenantKeys(KeyStore store, RootWrapping root, TenantId tenant) {
        this.store = store;
        this.root = root;
        this.tenant = tenant;
        this.name = WrappedKeys.tenant(tenant);
        this.mark = MARKS + name.substring(WrappedKeys.TENANTS.length());
        this.erasing = WrappedKeys.erasing(tenant);
    }

    @Override
    public List<String> partitions() {
        Set<Integer> ids = ids();
        Set<String> mine = new TreeSet<>(marked());
        for (String partition : WrappedKeys.names(store, WrappedKeys.PARTITIONS)) {
            OptionalInt by = store.get(partition).map(WrappedKeys::wrappedBy).orElse(OptionalInt.empty());
            if (by.isPresent() && ids.contains(by.getAsInt())) {
                mine.add(partition.substring(WrappedKeys.PARTITIONS.length()));
            }
        }
        return List.copyOf(mine);
    }

    @Override
    public List<String> erasing() {
        return marked().stream()
                .filter(partition ->
                        store.get(WrappedKeys.PARTITIONS + partition).isEmpty())
                .toList();
    }

    private List<String> marked() {
        return WrappedKeys.names(store, erasing).stream()
                .map(name -> name.substring(erasing.length()))
                .toList();
    }

    @Override
    public void destroy() {
        Set<Integer> ids = ids();
        if (ids.isEmpty()) {
            return;
        }
        requireNoNeighbours(ids);
        Bytes written = written(ids);
        Optional<Bytes> before = store.get(mark);
        boolean marked = before.map(old -> old.equals(written) || store.replace(mark, old, written))
                .orElseGet(() -> store.putIfAbsent(mark, written));
        if (!marked) {
            throw RootKeyFile.rotating();
        }
        store.delete(name);
    }

    @Override
    public void forget(String partition) {
        WrappedKeys.deleteBeside(store, partition);
        store.delete(WrappedKeys.PARTITIONS + partition);
        store.delete(erasing + partition);
    }

    @Override
    public void end() {
        store.delete(mark);
    }

    /** Of the key that there is, and of one whose erasure was stopped. */
    private Set<Integer> ids() {
        Set<Integer> ids = new TreeSet<>();
        store.get(mark).ifPresent(written -> {
            for (String id : written.asUtf8().split(" ")) {
                ids.add(Integer.valueOf(id));
            }
        });
        if (store.get(name).isPresent()) {
            ids.addAll(ids(root.tenant(tenant).keyset()));
        }
        return ids;
    }

    private static Bytes written(Set<Integer> ids) {
        return Bytes.utf8(String.join(" ", ids.stream().map(String::valueOf).toList()));
    }

    private static Set<Integer> ids(KeysetHandle keyset) {
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < keyset.size(); i++) {
            ids.add(keyset.getAt(i).getId());
        }
        return ids;
    }

    /** Numbers are random, 32 bits: two tenants may share one. */
    private void requireNoNeighbours(Set<Integer> ids) {
        for (String other : WrappedKeys.names(store, WrappedKeys.TENANTS)) {
            if (!other.equals(name) && ids(root.named(other)).stream().anyMatch(ids::contains)) {
                throw new CordonException.Conflict(Problem.of(
                        Rule.C17,
                        "tenant-keys-alike",
                        "The tenant was not erased",
                        "its key bears the number of another tenant's key, so their partitions can't be told apart",
                        "rotate the tenant's key, then try again"));
            }
        }
    }
}
