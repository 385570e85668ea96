package dev.cordon.core;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import dev.cordon.core.spi.KeyStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Replaces the root key or a tenant's key while sessions are in use (C15). First the keyset gets a new key beside the
 * old one, then all that the old one wrapped is wrapped anew, then the old one goes. Stopped anywhere, everything
 * opens still, and the next call goes on. Records are not sealed anew: their keys only change the key around them.
 * Used by the place of key rotation only.
 */
public final class KeyRotation {
    private final KeyStore store;

    /** @param access of the place of key rotation */
    public KeyRotation(CrossSessionAccess access, KeyStore store) {
        Objects.requireNonNull(access);
        this.store = store;
    }

    /**
     * What a rotation did.
     *
     * @param rewrapped keys that the new key wraps now
     * @param left keys of the first format that only their owner can wrap anew, by being opened once; while there are
     *     any, the old key stays
     */
    public record Rotated(long rewrapped, long left) {}

    /**
     * Rotates a local root key.
     *
     * @param tenants those that are known, for keys of the first format
     * @throws CordonException.Conflict if another process rotates now
     */
    public Rotated root(Path rootKeyset, Collection<TenantId> tenants) {
        RootKeyFile file = new RootKeyFile(rootKeyset);
        try (FileChannel lock = file.lockForRotation()) {
            Objects.requireNonNull(lock);
            KeysetHandle old = file.keyset(false);
            // With more than one key, an earlier rotation was stopped: this one ends it.
            KeysetHandle both = old.size() > 1 ? old : TinkKeys.withFreshPrimary(old);
            file.replace(both);
            Rotated done = rewrapAll(TinkKeys.aead(both), tenants);
            if (done.left() == 0) {
                file.replace(TinkKeys.primaryOnly(both));
            }
            return done;
        } catch (GeneralSecurityException e) {
            throw WrappedKeys.wrongKey("root.keyset is not the root key of this key store");
        } catch (IOException e) {
            throw new IllegalStateException("a lock can't be given back", e);
        }
    }

    /**
     * Wraps by one root key what another wraps: from a local one to a service's, or back. Nobody may use the keys
     * meanwhile. Stopped anywhere, the next call ends it.
     *
     * @param tenants as for {@link #root}
     * @return with {@link Rotated#left} also what neither of the two opens: while there is any, {@code from} is needed
     * @throws CordonException.Conflict if another process rotates a local one now
     * @throws CordonException.Unavailable if the service that shall wrap does not: what it wrapped before stays so
     */
    public Rotated move(RootKey from, RootKey to, Collection<TenantId> tenants) {
        try (Closeable _ = locked(from);
                Closeable _ = locked(to)) {
            return rewrapAll(new Moving(from.now(false).aead(), to.now(false).aead()), tenants);
        } catch (GeneralSecurityException e) {
            throw WrappedKeys.wrongKey("neither of the two is the root key of this key store");
        } catch (IOException e) {
            throw new IllegalStateException("a lock can't be given back", e);
        }
    }

    private static Closeable locked(RootKey key) {
        return key instanceof RootKeyFile file ? file.lockForRotation() : () -> {};
    }

    /** Wraps by the new one, unwraps by either. */
    private record Moving(Aead old, Aead fresh) implements Aead {
        @Override
        public byte[] encrypt(byte[] plaintext, byte[] context) throws GeneralSecurityException {
            return fresh.encrypt(plaintext, context);
        }

        @Override
        public byte[] decrypt(byte[] wrapped, byte[] context) throws GeneralSecurityException {
            try {
                return old.decrypt(wrapped, context);
            } catch (GeneralSecurityException e) {
                return fresh.decrypt(wrapped, context);
            }
        }
    }

    private Rotated rewrapAll(Aead root, Collection<TenantId> tenants) throws GeneralSecurityException {
        byte[] context = WrappedKeys.seedContext();
        boolean seedIsOurs = rewrap(
                WrappedKeys.SEED,
                seed -> Bytes.ceded(new TinkCipher(root).seal(root.decrypt(seed.toArray(), context), context)));
        if (!seedIsOurs) {
            // The old key stays in the file: what it opens, if anything, is not here.
            throw new GeneralSecurityException("the seed does not open");
        }
        long rewrapped = 1;
        long left = 0;
        for (String name : WrappedKeys.names(store, WrappedKeys.TENANTS)) {
            if (rewrap(name, key -> tenant(name, key, root, tenants))) {
                rewrapped++;
            } else {
                left++;
            }
        }
        return new Rotated(rewrapped, left);
    }

    private static Bytes tenant(String name, Bytes key, Aead root, Collection<TenantId> tenants)
            throws GeneralSecurityException {
        KeysetHandle keyset;
        try {
            keyset = opened(key, root, WrappedKeys.context(name));
        } catch (GeneralSecurityException e) {
            TenantId owner = tenants.stream()
                    .filter(tenant -> WrappedKeys.tenant(tenant).equals(name))
                    .findFirst()
                    .orElseThrow(() -> e);
            keyset = opened(key, root, WrappedKeys.firstContext(owner));
        }
        return Bytes.ceded(TinkKeys.wrap(keyset, root, WrappedKeys.context(name)));
    }

    /** A service answers alike for a key of others and where it fails: either is left for the next call. */
    private static KeysetHandle opened(Bytes key, Aead root, byte[] context) throws GeneralSecurityException {
        try {
            return TinkKeys.unwrap(key, root, context);
        } catch (CordonException.Unavailable e) {
            throw new GeneralSecurityException("nothing here opens it", e);
        }
    }

    /** Rotates a tenant's key, under whatever root key. */
    public Rotated tenant(RootKey rootKey, TenantId tenant) {
        RootWrapping root = RootWrapping.open(rootKey, store);
        try {
            TenantKey both = withFresh(root, rootKey, tenant);
            int primary = both.keyset().getPrimary().getId();
            long rewrapped = 0;
            long left = 0;
            List<String> names = new ArrayList<>(WrappedKeys.names(store, WrappedKeys.PARTITIONS));
            names.addAll(WrappedKeys.names(store, WrappedKeys.SOURCES));
            for (String name : names) {
                OptionalInt by = store.get(name).map(WrappedKeys::wrappedBy).orElse(OptionalInt.of(primary));
                // One that does not tell may be this tenant's: the old key stays for it.
                boolean mayBeOld = by.isEmpty() || (by.getAsInt() != primary && isOf(both, by.getAsInt()));
                if (mayBeOld) {
                    boolean done = rewrap(name, key -> both.wrap(name, both.unwrap(name, key)));
                    rewrapped += done ? 1 : 0;
                    left += done ? 0 : 1;
                }
            }
            if (left == 0) {
                replace(rootKey, tenant, both, TinkKeys.primaryOnly(both.keyset()));
            }
            return new Rotated(rewrapped, left);
        } catch (GeneralSecurityException e) {
            throw WrappedKeys.wrongKey("a tenant's key was altered, or the root key is another one");
        }
    }

    private TenantKey withFresh(RootWrapping root, RootKey rootKey, TenantId tenant) throws GeneralSecurityException {
        TenantKey old = root.tenant(tenant);
        if (old.keyset().size() == 1) {
            replace(rootKey, tenant, old, TinkKeys.withFreshPrimary(old.keyset()));
        }
        return root.tenant(tenant);
    }

    /** @throws CordonException.Conflict if it is no longer the key that was read */
    private void replace(RootKey rootKey, TenantId tenant, TenantKey was, KeysetHandle with)
            throws GeneralSecurityException {
        String name = WrappedKeys.tenant(tenant);
        byte[] wrapped = TinkKeys.wrap(with, rootKey.now(false).aead(), WrappedKeys.context(name));
        if (!store.replace(name, was.wrapped(), Bytes.ceded(wrapped))) {
            throw RootKeyFile.rotating();
        }
    }

    private static boolean isOf(TenantKey key, int id) {
        for (int i = 0; i < key.keyset().size(); i++) {
            if (key.keyset().getAt(i).getId() == id) {
                return true;
            }
        }
        return false;
    }

    /** Wraps a key anew. */
    @FunctionalInterface
    private interface Rewrap {
        Bytes of(Bytes wrapped) throws GeneralSecurityException;
    }

    /** Answers whether it is wrapped anew, or gone; of one that changes meanwhile, whatever it has become. */
    private boolean rewrap(String name, Rewrap rewrap) {
        while (true) {
            Bytes wrapped = store.get(name).orElse(null);
            if (wrapped == null) {
                return true;
            }
            try {
                if (store.replace(name, wrapped, rewrap.of(wrapped))) {
                    return true;
                }
            } catch (GeneralSecurityException e) {
                return false;
            }
        }
    }
}
