package dev.cordon.core;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import dev.cordon.core.spi.KeyStore;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/** What the root key wraps: the seed and the tenants' keys. Thread-safe. */
final class RootWrapping {
    private final RootKey key;
    private final KeyStore store;
    private volatile RootKey.Version known;

    private RootWrapping(RootKey key, KeyStore store, RootKey.Version known) {
        this.key = key;
        this.store = store;
        this.known = known;
    }

    static RootWrapping open(RootKey key, KeyStore store) {
        return new RootWrapping(key, store, key.now(store.isEmpty()));
    }

    /** Something wrapped, by a root key. */
    @FunctionalInterface
    interface Wrap {
        byte[] by(Aead root) throws GeneralSecurityException;
    }

    /** Something unwrapped, by a root key. */
    @FunctionalInterface
    interface Unwrap<T> {
        T by(Aead root) throws GeneralSecurityException;
    }

    byte[] seed(SecureRandom random) {
        byte[] context = WrappedKeys.seedContext();
        if (store.get(WrappedKeys.SEED).isEmpty()) {
            byte[] fresh = new byte[32];
            random.nextBytes(fresh);
            put(WrappedKeys.SEED, root -> new TinkCipher(root).seal(fresh, context));
        }
        byte[] wrapped = stored(WrappedKeys.SEED).toArray();
        try {
            return unwrap(root -> root.decrypt(wrapped, context));
        } catch (GeneralSecurityException e) {
            throw WrappedKeys.wrongKey("root.keyset is not the root key of this key store");
        }
    }

    /** Makes the tenant's key where there is none. */
    TenantKey tenant(TenantId tenant) {
        String name = WrappedKeys.tenant(tenant);
        byte[] context = WrappedKeys.context(name);
        try {
            if (store.get(name).isEmpty()) {
                KeysetHandle fresh = TinkKeys.generate();
                put(name, root -> TinkKeys.wrap(fresh, root, context));
            }
            Bytes wrapped = stored(name);
            KeysetHandle keyset = unwrap(root -> unwrap(wrapped, root, name, tenant));
            return new TenantKey(wrapped, keyset, TinkKeys.aead(keyset));
        } catch (GeneralSecurityException e) {
            throw WrappedKeys.wrongKey("a tenant's key was altered, or the root key is another one");
        }
    }

    /**
     * The key of a tenant of which only the name in the key store is known.
     *
     * @throws CordonException.Conflict where it is in the first format, which its owner alone can open
     */
    KeysetHandle named(String name) {
        Bytes wrapped = stored(name);
        try {
            return unwrap(root -> TinkKeys.unwrap(wrapped, root, WrappedKeys.context(name)));
        } catch (GeneralSecurityException e) {
            throw new CordonException.Conflict(Problem.of(
                    Rule.C15,
                    "tenant-key-unreadable",
                    "Nothing was destroyed",
                    "another tenant's key is of an older format, or altered",
                    "type 'cordon rotate root' first"));
        }
    }

    /** Also one in the first format, which is bound to the tenant itself. */
    static KeysetHandle unwrap(Bytes wrapped, Aead root, String name, TenantId tenant) throws GeneralSecurityException {
        try {
            return TinkKeys.unwrap(wrapped, root, WrappedKeys.context(name));
        } catch (GeneralSecurityException e) {
            return TinkKeys.unwrap(wrapped, root, WrappedKeys.firstContext(tenant));
        }
    }

    /** By the version that is known, and where that does not open it, by the one there is now. */
    private <T> T unwrap(Unwrap<T> work) throws GeneralSecurityException {
        try {
            return work.by(known.aead());
        } catch (GeneralSecurityException e) {
            known = key.now(false);
            return work.by(known.aead());
        }
    }

    /** Wrapped by the newest version, whatever rotates meanwhile: a rotation that begins later sees it in the store. */
    private void put(String name, Wrap wrap) {
        try {
            RootKey.Version version = key.now(store.isEmpty());
            Bytes wrapped = Bytes.ceded(wrap.by(version.aead()));
            boolean ours = store.putIfAbsent(name, wrapped);
            RootKey.Version newest = key.now(false);
            if (ours && !newest.name().equals(version.name())) {
                store.replace(name, wrapped, Bytes.ceded(wrap.by(newest.aead())));
            }
            known = newest;
        } catch (GeneralSecurityException e) {
            throw WrappedKeys.wrongKey("the root key does not wrap");
        }
    }

    private Bytes stored(String name) {
        return store.get(name).orElseThrow(Problems::keyMissing);
    }
}
