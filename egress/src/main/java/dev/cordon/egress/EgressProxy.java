package dev.cordon.egress;

import dev.cordon.wire.RawHandler;
import dev.cordon.wire.RequestHandler;
import java.util.Optional;

/**
 * One run's way out (C25, C27): CONNECT, plain HTTP and SOCKS5, to what the lane names and nowhere else. A name is
 * resolved once, every address of it is checked, and the connection goes to a checked one. What passes through a tunnel
 * is TLS to the tunnel's host, unless the lane says otherwise. Every decision is told to the {@link EgressLog} (C32).
 *
 * <p>Thread-safe. Holds no connection of its own: the door that it is put behind owns, bounds and ends them.
 */
public final class EgressProxy {
    private final RequestHandler requests;
    private final RawHandler socks;
    private final Inspection inspection;

    private EgressProxy(RequestHandler requests, RawHandler socks, Inspection inspection) {
        this.requests = requests;
        this.socks = socks;
        this.inspection = inspection;
    }

    public static EgressProxy of(EgressSettings settings) {
        Gate gate = new Gate(settings);
        RequestScan scan = new RequestScan(settings.guard());
        HttpForward forward = new HttpForward(scan, settings.firstByte());
        Inspection inspection = new Inspection(settings, gate, scan, forward);
        Tunnels tunnels = new Tunnels(settings.log(), inspection);
        ConnectHandler connect = new ConnectHandler(gate, tunnels);
        return new EgressProxy(
                new ProxyHandler(gate, connect, forward, scan, settings.log()),
                new SocksHandler(gate, tunnels, settings.log()),
                inspection);
    }

    /** For requests of absolute and authority form. */
    public RequestHandler requests() {
        return requests;
    }

    /** For connections that begin with the byte 5. */
    public RawHandler socks() {
        return socks;
    }

    /** What the capsule must trust; empty where nothing is inspected. */
    public Optional<CaBundle> authority() {
        return inspection.bundle();
    }
}
