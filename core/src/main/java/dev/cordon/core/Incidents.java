package dev.cordon.core;

import dev.cordon.core.spi.IncidentLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records incidents and lets a person see and close them. Thread-safe. */
public final class Incidents {
    private final IncidentLog log;
    private final Ids ids;
    private final byte[] commitmentKey;
    private final InstantSource clock;

    /** @param commitmentKey 32 secret bytes of this home */
    public Incidents(IncidentLog log, Ids ids, byte[] commitmentKey, InstantSource clock) {
        this.log = log;
        this.ids = ids;
        this.commitmentKey = commitmentKey.clone();
        this.clock = clock;
    }

    /**
     * Records that {@code rule} was about to be broken.
     *
     * @param what a constant text: never content, names or paths
     */
    public void report(Rule rule, String code, String what, @Nullable PartitionId partition) {
        Instant now = clock.instant();
        String whose = partition == null ? null : commitment(partition);
        log.record(new Incident(ids.mint(IdType.INCIDENT), rule, code, what, whose, now, now, 1, null));
    }

    /** What {@link Incident#partition} holds for {@code partition}. */
    public String commitment(PartitionId partition) {
        return Bytes.ceded(Macs.hmac(commitmentKey, partition.encode())).toHex();
    }

    public List<Incident> list(CrossSessionAccess access) {
        return log.list(access);
    }

    /** @throws CordonException.NotFound if there is no such incident */
    public Incident show(CrossSessionAccess access, String id) {
        return log.find(access, id).orElseThrow(Incidents::unknown);
    }

    /**
     * Closes an open incident.
     *
     * @throws CordonException.BadInput without evidence
     * @throws CordonException.NotFound if no such incident is open
     */
    public void close(CrossSessionAccess access, String id, String closer, String evidence) {
        if (evidence.isBlank()) {
            throw new CordonException.BadInput(Problem.of(
                    "evidence-missing",
                    "The incident stays open",
                    "it was to be closed without evidence",
                    "say what was found"));
        }
        if (!log.close(access, id, closer, evidence, clock.instant())) {
            throw unknown();
        }
    }

    private static CordonException.NotFound unknown() {
        return new CordonException.NotFound(Problem.of(
                "incident-not-found",
                "There is no such open incident",
                "none has this id",
                "see cordon incidents list"));
    }
}
