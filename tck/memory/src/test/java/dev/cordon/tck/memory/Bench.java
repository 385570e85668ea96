package dev.cordon.tck.memory;

import dev.cordon.core.Head;
import dev.cordon.core.PartitionId;
import dev.cordon.core.spi.SealedRow;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** An engine under Cordon, and what an attacker can do with it. Outlives what ends a process. */
interface Bench extends AutoCloseable {
    String name();

    String version();

    /** The ports of one process. */
    Ports start(InstantSource clock);

    /** What makes another process open the same; see {@link CordonWriter}. */
    List<String> arguments();

    /** Where the root keyset and what is no record lie. */
    Path home();

    Abilities.RawReading rawReading(Ports ports);

    /** All rows of a partition, in order. */
    List<SealedRow> rows(PartitionId partition);

    /** Puts these rows in the place of a partition's. */
    void replace(PartitionId partition, List<SealedRow> rows);

    /** Puts this head in the place of a partition's anchor. */
    void anchor(PartitionId partition, Head head);

    /** Copies what a backup of the records would hold of a partition. */
    Abilities.RawRecords.Copy copy(PartitionId partition);

    /**
     * What a read on the partition's connection gets.
     *
     * @param named the partitions that its statement names
     * @param confined whether the engine shows it only {@code mine}, as it does, or its confinement is off
     */
    List<SealedRow> select(PartitionId mine, List<PartitionId> named, boolean confined);

    @Override
    void close();
}
