package dev.cordon.tck.memory;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.PartitionId;
import dev.cordon.core.TenantId;
import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.PartitionCipher;
import dev.cordon.core.spi.TenantKeys;
import java.util.Optional;

/** A ring whose keys leave everything as it is: the write layer switched off. */
record PlainKeys(KeyRing real) implements KeyRing {
    private static final PartitionCipher PLAIN = new PartitionCipher() {
        @Override
        public byte[] seal(byte[] plaintext, byte[] associatedData) {
            return plaintext.clone();
        }

        @Override
        public byte[] open(byte[] sealed, byte[] associatedData) {
            return sealed.clone();
        }
    };

    @Override
    public PartitionCipher create(PartitionId partition) {
        real.create(partition);
        return PLAIN;
    }

    @Override
    public Optional<PartitionCipher> find(PartitionId partition) {
        return real.find(partition).map(cipher -> PLAIN);
    }

    @Override
    public boolean destroy(PartitionId partition) {
        return real.destroy(partition);
    }

    @Override
    public boolean isErasing(PartitionId partition) {
        return real.isErasing(partition);
    }

    @Override
    public void forget(PartitionId partition) {
        real.forget(partition);
    }

    @Override
    public Optional<PartitionCipher> findSource(PartitionId partition, String source) {
        return real.findSource(partition, source).map(cipher -> PLAIN);
    }

    @Override
    public PartitionCipher makeSource(PartitionId partition, String source) {
        real.makeSource(partition, source);
        return PLAIN;
    }

    @Override
    public boolean destroySource(PartitionId partition, String source) {
        return real.destroySource(partition, source);
    }

    @Override
    public boolean isSourceDestroyed(PartitionId partition, String source) {
        return false;
    }

    @Override
    public TenantKeys keysOf(CrossSessionAccess access, TenantId tenant) {
        return real.keysOf(access, tenant);
    }

    @Override
    public byte[] derive(String purpose) {
        return real.derive(purpose);
    }
}
