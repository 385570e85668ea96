package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.KeyStore;

/**
 * The keys of claims, one after the other: each derives from the ring by its number, and the vault says which number
 * counts, 1 where it says nothing. Whoever reads one in the database of records learns nothing of the next. Thread-safe.
 */
final class ClaimKeys {
    /** Not a key but a number, in the vault because the database of records is what it is told to. */
    private static final String NUMBER = "claim";

    private final KeyStore vault;
    private final KeyRing ring;

    ClaimKeys(KeyStore vault, KeyRing ring) {
        this.vault = vault;
        this.ring = ring;
    }

    /** The one that counts at this moment. */
    ClaimKey current() {
        return key(number());
    }

    /** The one that will count after it. */
    ClaimKey next() {
        return key(number() + 1);
    }

    /**
     * Makes {@code next} the one that counts.
     *
     * @throws CordonException.Conflict where somebody else did, or made another
     */
    void advance(ClaimKey next) {
        Bytes written = Bytes.utf8(Integer.toString(next.id()));
        boolean done = next.id() == 2
                ? vault.putIfAbsent(NUMBER, written)
                : vault.replace(NUMBER, Bytes.utf8(Integer.toString(next.id() - 1)), written);
        if (!done) {
            throw new CordonException.Conflict(Problem.of(
                    Rule.C13,
                    "claim-key-moved",
                    "The claim's key was not replaced",
                    "another process replaces it at this moment",
                    "look whether that is done, then try again"));
        }
    }

    private int number() {
        return vault.get(NUMBER).map(Bytes::asUtf8).map(Integer::parseInt).orElse(1);
    }

    private ClaimKey key(int id) {
        return new ClaimKey(id, ring.derive(id == 1 ? ClaimKey.PURPOSE : ClaimKey.PURPOSE + "-" + id));
    }
}
