package dev.cordon.egress;

import dev.cordon.core.spi.ContentGuard;
import dev.cordon.wire.Dialer;
import dev.cordon.wire.Tls;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What one run's proxy works with. None of it is owned by the proxy.
 *
 * @param policy the lane's ways out
 * @param resolver asked once for a connection; not asked where the lane or a parent proxy leads
 * @param dialer opens connections, directly or through a parent proxy; a parent resolves names itself, so that the check
 *     of addresses can't be made then: literals and TLS names are still checked
 * @param tls for upstreams of inspected connections
 * @param guard scans what leaves as plain HTTP or under inspection
 * @param inspect whether TLS is opened and scanned; needs a guard (C29)
 * @param firstByte how long an upstream may take to begin its answer to a request
 * @param clock dates the certificates of the inspection
 */
public record EgressSettings(
        EgressPolicy policy,
        Resolver resolver,
        Dialer dialer,
        Tls tls,
        Optional<ContentGuard> guard,
        boolean inspect,
        EgressLog log,
        Duration firstByte,
        Clock clock) {
    public static final Duration FIRST_BYTE = Duration.ofSeconds(60);

    public EgressSettings {
        if (inspect && guard.isEmpty()) {
            throw new IllegalArgumentException("an inspection needs a guard");
        }
    }

    /** Direct connections, the system's names, no guard. */
    public static EgressSettings of(EgressPolicy policy, EgressLog log, Clock clock) {
        return new EgressSettings(
                policy,
                new SystemResolver(),
                Dialer.direct(),
                Tls.standard(),
                Optional.empty(),
                false,
                log,
                FIRST_BYTE,
                clock);
    }

    public EgressSettings with(Resolver other) {
        return new EgressSettings(policy, other, dialer, tls, guard, inspect, log, firstByte, clock);
    }

    public EgressSettings with(Dialer other) {
        return new EgressSettings(policy, resolver, other, tls, guard, inspect, log, firstByte, clock);
    }

    public EgressSettings with(Tls other) {
        return new EgressSettings(policy, resolver, dialer, other, guard, inspect, log, firstByte, clock);
    }

    /** Scans plain HTTP, and TLS too if {@code inspected}. */
    public EgressSettings with(ContentGuard other, boolean inspected) {
        return new EgressSettings(policy, resolver, dialer, tls, Optional.of(other), inspected, log, firstByte, clock);
    }

    public EgressSettings withFirstByte(Duration longest) {
        return new EgressSettings(policy, resolver, dialer, tls, guard, inspect, log, longest, clock);
    }
}
