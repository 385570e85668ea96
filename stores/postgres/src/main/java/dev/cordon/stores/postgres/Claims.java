package dev.cordon.stores.postgres;

import dev.cordon.core.Bytes;
import dev.cordon.core.PartitionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Makes the claims that the database verifies before it shows a row (C13): bound to the role, the database, one scope,
 * reading or writing, and an end half a minute ahead by the server's own clock. Thread-safe.
 */
final class Claims {
    /** What a claim lets its holder do. */
    enum Right {
        READ('r'),
        WRITE('w');

        private final char mark;

        Right(char mark) {
            this.mark = mark;
        }
    }

    /** Half of what the database allows, so that clocks which drift apart by less don't matter. */
    static final Duration LIFE = Duration.ofSeconds(30);

    private static final byte[] LABEL = "cordon-claim-1".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<ClaimKey> keys;
    private volatile ClaimKey key;
    private final byte[] binding;
    private final ServerClock clock;

    /**
     * @param keys gives the key that counts; asked at once and whenever {@link #renew} says so
     * @param role who logs in, as the database's {@code session_user} says it
     * @param database its name
     */
    Claims(Supplier<ClaimKey> keys, String role, String database, ServerClock clock) {
        this.keys = keys;
        this.key = keys.get();
        this.binding = binding(utf8(role), utf8(database));
        this.clock = clock;
    }

    private static byte[] binding(byte[] role, byte[] database) {
        return ByteBuffer.allocate(LABEL.length + 8 + role.length + database.length)
                .put(LABEL)
                .putInt(role.length)
                .put(role)
                .putInt(database.length)
                .put(database)
                .array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Goes on with the key that counts now: it may have been rotated. */
    void renew() {
        key = keys.get();
    }

    /** A claim to {@code partition}, for one statement that begins now. */
    String claim(PartitionId partition, Right right) {
        return claim(scope(partition), right, clock.millis() + LIFE.toMillis());
    }

    /** A claim to the partition of this scope, or to what a node does for itself. */
    String claim(Bytes scope, Right right) {
        return claim(scope, right, clock.millis() + LIFE.toMillis());
    }

    /** @param end in milliseconds since 1970, by the server's clock */
    String claim(Bytes scope, Right right, long end) {
        ClaimKey by = key;
        byte[] body = ByteBuffer.allocate(43)
                .putShort((short) by.id())
                .put((byte) right.mark)
                .putLong(end)
                .put(scope.toArray())
                .array();
        byte[] message = ByteBuffer.allocate(binding.length + body.length)
                .put(binding)
                .put(body)
                .array();
        return HexFormat.of().formatHex(body) + HexFormat.of().formatHex(by.mac(message));
    }

    /** The scope column of {@code partition}: SHA-256 of its injective encoding (C1), so that no name is stored. */
    static Bytes scope(PartitionId partition) {
        return Bytes.ceded(partition.encode()).sha256();
    }
}
