package dev.cordon.tck.memory;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.PartitionId;
import dev.cordon.core.TenantId;
import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.PartitionCipher;
import dev.cordon.core.spi.TenantKeys;
import java.util.Optional;

/** One key for all, which no erasure destroys: the key ring switched off. */
record OneKey(KeyRing real) implements KeyRing {
    private static final PartitionId ALL = new PartitionId.Collection(new TenantId("all"), "all");

    private PartitionCipher cipher() {
        return real.find(ALL).orElseGet(() -> real.create(ALL));
    }

    @Override
    public PartitionCipher create(PartitionId partition) {
        return cipher();
    }

    @Override
    public Optional<PartitionCipher> find(PartitionId partition) {
        return Optional.of(cipher());
    }

    @Override
    public boolean destroy(PartitionId partition) {
        return false;
    }

    @Override
    public boolean isErasing(PartitionId partition) {
        return false;
    }

    @Override
    public void forget(PartitionId partition) {
        // Nothing was destroyed.
    }

    @Override
    public Optional<PartitionCipher> findSource(PartitionId partition, String source) {
        return Optional.of(cipher());
    }

    @Override
    public PartitionCipher makeSource(PartitionId partition, String source) {
        return cipher();
    }

    @Override
    public boolean destroySource(PartitionId partition, String source) {
        return false;
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
