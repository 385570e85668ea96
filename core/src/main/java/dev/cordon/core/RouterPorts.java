package dev.cordon.core;

import dev.cordon.core.spi.AnchorStore;
import dev.cordon.core.spi.Identity;
import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.PartitionStore;
import java.time.InstantSource;

/** What a {@link SessionRouter} works with. Whoever makes these closes them, after the router. */
public record RouterPorts(
        Identity identity,
        PartitionStore partitions,
        AnchorStore anchors,
        KeyRing keys,
        Ids ids,
        Incidents incidents,
        InstantSource clock) {}
