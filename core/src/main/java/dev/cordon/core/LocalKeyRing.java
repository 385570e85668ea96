package dev.cordon.core;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.core.spi.PartitionCipher;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys under a local root keyset (C15): the root wraps a key per tenant, that wraps a key per partition with the whole
 * partition id as associated data, so that a session's key unwraps for its own (tenant, user, workspace, session)
 * only. A random seed, wrapped by the root, gives the derived secrets; it also shows at once a root key that is not the
 * one of this key store. Thread-safe.
 */
public final class LocalKeyRing implements KeyRing {
    private static final String SEED = "seed";
    private static final byte[] SEED_CONTEXT =
            new FieldWriter().text("cordon-seed").toBytes();

    private final Aead root;
    private final KeyStore store;
    private final byte[] seed;
    private final ConcurrentHashMap<TenantId, Aead> tenants = new ConcurrentHashMap<>();

    private LocalKeyRing(Aead root, KeyStore store, byte[] seed) {
        this.root = root;
        this.store = store;
        this.seed = seed;
    }

    /**
     * Opens the ring; on first use makes {@code rootKeyset}, mode 0600.
     *
     * @throws CordonException.Refused if the file is gone but the key store is not empty, or if others can read it
     * @throws CordonException.Damaged if it is not the root key of this key store
     */
    public static LocalKeyRing open(Path rootKeyset, KeyStore store, SecureRandom random) {
        Aead root = new RootKeyFile(rootKeyset).load(store.isEmpty());
        if (store.get(SEED).isEmpty()) {
            byte[] fresh = new byte[32];
            random.nextBytes(fresh);
            store.putIfAbsent(SEED, Bytes.ceded(encrypt(root, fresh, SEED_CONTEXT)));
        }
        try {
            byte[] wrapped = store.get(SEED).orElseThrow(Problems::keyMissing).toArray();
            return new LocalKeyRing(root, store, root.decrypt(wrapped, SEED_CONTEXT));
        } catch (GeneralSecurityException e) {
            throw wrongKey("root.keyset is not the root key of this key store");
        }
    }

    @Override
    public PartitionCipher create(PartitionId partition) {
        try {
            KeysetHandle fresh = TinkKeys.generate();
            byte[] wrapped = TinkKeys.wrap(fresh, tenantKey(partition.tenant()), context(partition));
            if (!store.putIfAbsent(name(partition), Bytes.ceded(wrapped))) {
                throw new CordonException.Conflict(Problem.of(
                        Rule.C15, "partition-key-exists", "This partition exists", "it has a key already", "open it"));
            }
            return new TinkCipher(TinkKeys.aead(fresh));
        } catch (GeneralSecurityException e) {
            throw wrongKey("the tenant's key does not wrap");
        }
    }

    @Override
    public Optional<PartitionCipher> find(PartitionId partition) {
        return store.get(name(partition)).map(wrapped -> unwrap(partition, wrapped));
    }

    private PartitionCipher unwrap(PartitionId partition, Bytes wrapped) {
        try {
            return new TinkCipher(TinkKeys.unwrap(wrapped, tenantKey(partition.tenant()), context(partition)));
        } catch (GeneralSecurityException e) {
            throw wrongKey("this partition's key was altered or is another partition's");
        }
    }

    @Override
    public boolean destroy(PartitionId partition) {
        return store.delete(name(partition));
    }

    @Override
    public byte[] derive(String purpose) {
        return Macs.hkdf(seed, purpose);
    }

    private Aead tenantKey(TenantId tenant) {
        return tenants.computeIfAbsent(tenant, this::loadTenantKey);
    }

    private Aead loadTenantKey(TenantId tenant) {
        byte[] context =
                new FieldWriter().text("cordon-tenant-key").text(tenant.value()).toBytes();
        String name = "tenant/" + Bytes.copyOf(context).sha256().toHex();
        try {
            if (store.get(name).isEmpty()) {
                byte[] fresh = TinkKeys.wrap(TinkKeys.generate(), root, context);
                store.putIfAbsent(name, Bytes.ceded(fresh));
            }
            return TinkKeys.unwrap(store.get(name).orElseThrow(Problems::keyMissing), root, context);
        } catch (GeneralSecurityException e) {
            throw wrongKey("a tenant's key was altered, or the root key is another one");
        }
    }

    private static byte[] encrypt(Aead aead, byte[] plaintext, byte[] context) {
        return new TinkCipher(aead).seal(plaintext, context);
    }

    private static byte[] context(PartitionId partition) {
        return new FieldWriter()
                .text("cordon-partition-key")
                .bytes(partition.encode())
                .toBytes();
    }

    private static String name(PartitionId partition) {
        return "partition/" + partition.key();
    }

    private static CordonException.Damaged wrongKey(String why) {
        return new CordonException.Damaged(Problem.of(
                Rule.C15,
                "wrong-key",
                "A key doesn't open",
                why,
                "put root.keyset and keys.db back from the same backup; nothing was changed"));
    }
}
