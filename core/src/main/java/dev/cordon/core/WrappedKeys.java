package dev.cordon.core;

import dev.cordon.core.spi.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How wrapped keys are named in a key store, and the associated data that binds each to its name. Names are hashes,
 * and the data holds the name: so a key can be wrapped anew by somebody who doesn't know whose it is. The first
 * format bound a key to the tenant or partition itself; it is read and replaced when the owner comes by.
 */
final class WrappedKeys {
    static final String SEED = "seed";
    static final String TENANTS = "tenant/";
    static final String PARTITIONS = "partition/";
    static final String SOURCES = "source/";

    /** Of sources whose keys were destroyed: marks, no keys. */
    private static final String DESTROYED = "destroyed-source/";

    /** Of partitions that are being erased, under the hash of their tenant: marks, no keys. */
    private static final String ERASING = "erasing-partition/";

    private static final int PAGE = 1000;

    private static final int ENCRYPTED_KEYSET = 0x12;
    private static final int TINK_PREFIX = 5;

    private WrappedKeys() {}

    static String partition(PartitionId partition) {
        return PARTITIONS + partition.key();
    }

    /** Of all that sessions gave to the partition of this key. */
    static String sources(String partition) {
        return SOURCES + partition + "/";
    }

    static String source(PartitionId partition, String source) {
        return sources(partition.key()) + source;
    }

    /** Of the marks of all whose keys were destroyed there. */
    static String destroyed(String partition) {
        return DESTROYED + partition + "/";
    }

    static String destroyed(PartitionId partition, String source) {
        return destroyed(partition.key()) + source;
    }

    /** Of the marks of all that are being erased of a tenant's. */
    static String erasing(TenantId tenant) {
        return ERASING + tenant(tenant).substring(TENANTS.length()) + "/";
    }

    static String erasing(PartitionId partition) {
        return erasing(partition.tenant()) + partition.key();
    }

    /** Deletes what is kept beside a partition's key. */
    static void deleteBeside(KeyStore store, String partition) {
        names(store, sources(partition)).forEach(store::delete);
        names(store, destroyed(partition)).forEach(store::delete);
    }

    static String tenant(TenantId tenant) {
        return TENANTS + Bytes.ceded(firstContext(tenant)).sha256().toHex();
    }

    /** All that begin with {@code prefix}, in order. */
    static List<String> names(KeyStore store, String prefix) {
        List<String> all = new ArrayList<>();
        List<String> page = store.names(prefix, "", PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = store.names(prefix, page.getLast(), PAGE);
        }
        return all;
    }

    static byte[] seedContext() {
        return new FieldWriter().text("cordon-seed").toBytes();
    }

    /** Of a tenant's or a partition's key. */
    static byte[] context(String name) {
        return new FieldWriter().text("cordon-wrapped-key").text(name).toBytes();
    }

    static byte[] firstContext(TenantId tenant) {
        return new FieldWriter().text("cordon-tenant-key").text(tenant.value()).toBytes();
    }

    static byte[] firstContext(PartitionId partition) {
        return new FieldWriter()
                .text("cordon-partition-key")
                .bytes(partition.encode())
                .toBytes();
    }

    /** The id of the key that wrapped it, as Tink's prefix tells; empty where it has none. */
    static OptionalInt wrappedBy(Bytes wrapped) {
        byte[] bytes = wrapped.toArray();
        // A protocol buffer whose first field is the ciphertext: tag, length in groups of seven bits, bytes.
        int at = 1;
        while (at < bytes.length && (bytes[at] & 0x80) != 0) {
            at++;
        }
        at++;
        if (bytes.length < at + TINK_PREFIX || bytes[0] != ENCRYPTED_KEYSET || bytes[at] != 1) {
            return OptionalInt.empty();
        }
        int id = 0;
        for (int i = 1; i < TINK_PREFIX; i++) {
            id = (id << 8) | (bytes[at + i] & 0xff);
        }
        return OptionalInt.of(id);
    }

    static CordonException.Damaged wrongKey(String why) {
        return new CordonException.Damaged(
                Problem.of(
                        Rule.C15,
                        "wrong-key",
                        "A key doesn't open",
                        why,
                        "put root.keyset, or the service's key that the configuration names, and keys.db back together; nothing was changed"));
    }
}
