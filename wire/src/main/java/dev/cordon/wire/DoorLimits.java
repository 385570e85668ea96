package dev.cordon.wire;

import java.time.Duration;

/**
 * What one door spends (C34). Memory per connection: 16 KiB of input and a head of at most 64 KiB; what handlers keep of
 * requests is counted over all connections.
 *
 * @param connections served at once, from 1; further ones wait in the kernel's queue
 * @param head until a begun head, or a new connection's first one, is there
 * @param idle while nothing moves in either direction
 * @param bytes of requests in memory at once, over all connections; from 0, and 503 past it
 * @param between while the next request of a kept connection is awaited
 */
public record DoorLimits(int connections, Duration head, Duration idle, Duration between, long bytes) {
    public static final DoorLimits STANDARD =
            new DoorLimits(512, Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofSeconds(60), 96 << 20);

    public DoorLimits {
        if (connections < 1) {
            throw new IllegalArgumentException("a door serves at least one connection");
        }
    }

    public DoorLimits withConnections(int most) {
        return new DoorLimits(most, head, idle, between, bytes);
    }

    public DoorLimits withHead(Duration longest) {
        return new DoorLimits(connections, longest, idle, between, bytes);
    }

    public DoorLimits withIdle(Duration longest) {
        return new DoorLimits(connections, head, longest, between, bytes);
    }

    public DoorLimits withBytes(long most) {
        return new DoorLimits(connections, head, idle, between, most);
    }
}
