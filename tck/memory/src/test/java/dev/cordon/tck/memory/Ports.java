package dev.cordon.tck.memory;

import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Ids;
import dev.cordon.core.Incidents;
import dev.cordon.core.LocalKeyRing;
import dev.cordon.core.spi.AnchorStore;
import dev.cordon.core.spi.IncidentLog;
import dev.cordon.core.spi.KeyRing;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.core.spi.PartitionStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.BiFunction;

/** One engine's ports, wired as its store wires them. Opened for one process's life and closed at its end. */
record Ports(
        KeyStore keyStore,
        KeyRing keys,
        Ids ids,
        AnchorStore anchors,
        IncidentLog incidentLog,
        Incidents incidents,
        PartitionStore partitions)
        implements AutoCloseable {
    /** The parts of an engine that differ. */
    record Engine(KeyStore keyStore, AnchorStore anchors, IncidentLog incidentLog) {}

    static Ports wire(
            Engine engine,
            Path rootKeyset,
            InstantSource clock,
            BiFunction<LocalKeyRing, Incidents, PartitionStore> partitions) {
        SecureRandom random = new SecureRandom();
        LocalKeyRing keys = LocalKeyRing.open(rootKeyset, engine.keyStore(), random);
        Ids ids = new Ids(random, keys.derive("ids"));
        Incidents incidents = new Incidents(engine.incidentLog(), ids, keys.derive("incidents"), clock);
        return new Ports(
                engine.keyStore(),
                keys,
                ids,
                engine.anchors(),
                engine.incidentLog(),
                incidents,
                partitions.apply(keys, incidents));
    }

    long incidentCount() {
        return incidents.list(CrossSessionAccess.forPlace(CrossSessionAccess.Place.INCIDENTS)).stream()
                .mapToLong(dev.cordon.core.Incident::count)
                .sum();
    }

    Ports with(KeyRing other) {
        return new Ports(keyStore, other, ids, anchors, incidentLog, incidents, partitions);
    }

    Ports with(PartitionStore other) {
        return new Ports(keyStore, keys, ids, anchors, incidentLog, incidents, other);
    }

    Ports with(AnchorStore other) {
        return new Ports(keyStore, keys, ids, other, incidentLog, incidents, partitions);
    }

    @Override
    public void close() {
        try (keyStore;
                anchors;
                incidentLog;
                partitions) {
            // In this order, backwards.
        }
    }
}
