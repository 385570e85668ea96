package dev.cordon.core;

import com.google.crypto.tink.KeysetHandle;
import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.core.spi.PartitionCipher;
import dev.cordon.core.spi.TenantKeys;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys under a root key (C15): the root wraps a key per tenant, that wraps a key per partition with the partition's
 * hash as associated data, so that a session's key unwraps for its own (tenant, user, workspace, session) only. A
 * random seed, wrapped by the root, gives the derived secrets; it also shows at once a root key that is not the one of
 * this key store. Keys may be rotated meanwhile, by this process or another: see {@link KeyRotation}. Thread-safe.
 */
public final class LocalKeyRing implements KeyRing {
    private static final Bytes DESTROYED = Bytes.utf8("destroyed");

    private final KeyStore store;
    private final RootWrapping root;
    private final byte[] seed;
    private final ConcurrentHashMap<TenantId, TenantKey> tenants = new ConcurrentHashMap<>();

    private LocalKeyRing(KeyStore store, RootWrapping root, byte[] seed) {
        this.store = store;
        this.root = root;
        this.seed = seed;
    }

    /**
     * Opens the ring; on first use makes {@code rootKeyset}, mode 0600.
     *
     * @throws CordonException.Refused if the file is gone but the key store is not empty, or if others can read it
     * @throws CordonException.Damaged if it is not the root key of this key store
     */
    public static LocalKeyRing open(Path rootKeyset, KeyStore store, SecureRandom random) {
        return open(RootKey.ofFile(rootKeyset), store, random);
    }

    /** The same under any root key. */
    public static LocalKeyRing open(RootKey rootKey, KeyStore store, SecureRandom random) {
        RootWrapping root = RootWrapping.open(rootKey, store);
        return new LocalKeyRing(store, root, root.seed(random));
    }

    @Override
    public PartitionCipher create(PartitionId partition) {
        return made(WrappedKeys.partition(partition), partition.tenant())
                .orElseThrow(() -> new CordonException.Conflict(Problem.of(
                        Rule.C15, "partition-key-exists", "This partition exists", "it has a key already", "open it")));
    }

    /** A fresh key, kept under {@code name}; nothing where there is one. */
    private Optional<PartitionCipher> made(String name, TenantId tenant) {
        try {
            KeysetHandle fresh = TinkKeys.generate();
            TenantKey by = tenantKey(tenant);
            Bytes wrapped = by.wrap(name, fresh);
            if (!store.putIfAbsent(name, wrapped)) {
                return Optional.empty();
            }
            // A rotation that began before this key was there has not seen it; one that begins now does.
            if (!store.get(WrappedKeys.tenant(tenant)).equals(Optional.of(by.wrapped()))) {
                store.replace(name, wrapped, reloaded(tenant).wrap(name, fresh));
            }
            return Optional.of(new TinkCipher(TinkKeys.aead(fresh)));
        } catch (GeneralSecurityException e) {
            throw WrappedKeys.wrongKey("the tenant's key does not wrap");
        }
    }

    @Override
    public Optional<PartitionCipher> find(PartitionId partition) {
        String name = WrappedKeys.partition(partition);
        return store.get(name).map(wrapped -> cipher(name, partition, wrapped));
    }

    @Override
    public Optional<PartitionCipher> findSource(PartitionId partition, String source) {
        String name = WrappedKeys.source(partition, source);
        return store.get(name).map(wrapped -> cipher(name, partition, wrapped));
    }

    @Override
    public PartitionCipher makeSource(PartitionId partition, String source) {
        return findSource(partition, source)
                .or(() -> made(WrappedKeys.source(partition, source), partition.tenant()))
                .or(() -> findSource(partition, source))
                .orElseThrow(Problems::keyMissing);
    }

    @Override
    public boolean destroySource(PartitionId partition, String source) {
        // The mark first: what is stopped in between is told by the key, which is there yet.
        if (store.get(WrappedKeys.partition(partition)).isPresent()) {
            store.putIfAbsent(WrappedKeys.destroyed(partition, source), DESTROYED);
        }
        return store.delete(WrappedKeys.source(partition, source));
    }

    @Override
    public boolean isSourceDestroyed(PartitionId partition, String source) {
        return store.get(WrappedKeys.destroyed(partition, source)).isPresent();
    }

    private PartitionCipher cipher(String name, PartitionId partition, Bytes wrapped) {
        try {
            return new TinkCipher(TinkKeys.aead(unwrap(name, partition, wrapped)));
        } catch (GeneralSecurityException e) {
            throw WrappedKeys.wrongKey("this partition's key was altered or is another partition's");
        }
    }

    private KeysetHandle unwrap(String name, PartitionId partition, Bytes wrapped) throws GeneralSecurityException {
        try {
            return tenantKey(partition.tenant()).unwrap(name, wrapped);
        } catch (GeneralSecurityException e) {
            // Its tenant's key may have been rotated since this ring read it.
            return unwrap(name, partition, wrapped, reloaded(partition.tenant()));
        }
    }

    private KeysetHandle unwrap(String name, PartitionId partition, Bytes wrapped, TenantKey by)
            throws GeneralSecurityException {
        try {
            return by.unwrap(name, store.get(name).orElse(wrapped));
        } catch (GeneralSecurityException e) {
            KeysetHandle first = by.unwrapFirst(partition, wrapped);
            store.replace(name, wrapped, by.wrap(name, first));
            return first;
        }
    }

    @Override
    public boolean destroy(PartitionId partition) {
        // The mark first: what is stopped in between has its key yet, and is not being erased.
        if (store.get(WrappedKeys.partition(partition)).isPresent()) {
            store.putIfAbsent(WrappedKeys.erasing(partition), DESTROYED);
        }
        boolean destroyed = store.delete(WrappedKeys.partition(partition));
        WrappedKeys.deleteBeside(store, partition.key());
        return destroyed;
    }

    @Override
    public boolean isErasing(PartitionId partition) {
        return store.get(WrappedKeys.erasing(partition)).isPresent()
                && store.get(WrappedKeys.partition(partition)).isEmpty();
    }

    @Override
    public void forget(PartitionId partition) {
        WrappedKeys.deleteBeside(store, partition.key());
        store.delete(WrappedKeys.erasing(partition));
    }

    @Override
    public TenantKeys keysOf(CrossSessionAccess access, TenantId tenant) {
        Objects.requireNonNull(access);
        return new LocalTenantKeys(store, root, tenant);
    }

    @Override
    public byte[] derive(String purpose) {
        return Macs.hkdf(seed, purpose);
    }

    private TenantKey tenantKey(TenantId tenant) {
        return tenants.computeIfAbsent(tenant, root::tenant);
    }

    private TenantKey reloaded(TenantId tenant) {
        TenantKey now = root.tenant(tenant);
        tenants.put(tenant, now);
        return now;
    }
}
