package dev.cordon.egress;

import dev.cordon.wire.Authority;
import dev.cordon.wire.Body;
import dev.cordon.wire.Connection;
import dev.cordon.wire.Framing;
import dev.cordon.wire.HeadReader;
import dev.cordon.wire.RequestHead;
import dev.cordon.wire.Side;
import dev.cordon.wire.Target;
import dev.cordon.wire.Tls;
import dev.cordon.wire.WireException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Opens the TLS of a tunnel, scans each request in it and sends it on over TLS of its own, with the server verified
 * (C23). Toward the capsule it is the host, by the run's authority.
 */
final class Inspection {
    private static final int BUFFER = 16 << 10;

    private final Optional<RunAuthority> authority;
    private final RequestScan scan;
    private final HttpForward forward;
    private final Gate gate;
    private final Tls tls;
    private final EgressLog log;

    Inspection(EgressSettings settings, Gate gate, RequestScan scan, HttpForward forward) {
        this.authority = settings.inspect() ? Optional.of(new RunAuthority(settings.clock())) : Optional.empty();
        this.scan = scan;
        this.forward = forward;
        this.gate = gate;
        this.tls = settings.tls();
        this.log = settings.log();
    }

    boolean isOn() {
        return authority.isPresent();
    }

    Optional<CaBundle> bundle() {
        return authority.map(ours -> CaBundle.of(added(ours), tls.roots()));
    }

    /** @param start the client's first bytes, of which its handshake is made */
    void serve(Connection client, Route route, SocketChannel upstream, byte[] start) throws IOException {
        Traffic traffic = new Traffic();
        try (SSLSocket inside = handshake(client, route, start)) {
            InputStream in = new BufferedInputStream(inside.getInputStream(), BUFFER);
            SocketChannel next = upstream;
            while (one(client, route, inside, in, next, traffic)) {
                in.mark(1);
                if (in.read() < 0) {
                    return;
                }
                in.reset();
                next = client.attach(gate.open(route));
            }
        } finally {
            log.ended(
                    route.decision(EgressCode.ALLOWED),
                    traffic.up().get(),
                    traffic.down().get());
        }
    }

    private SSLSocket handshake(Connection client, Route route, byte[] start) throws IOException {
        SSLSocket inside = (SSLSocket) authority
                .orElseThrow()
                .as(route.host())
                .getSocketFactory()
                .createSocket(new ConnectionSocket(client), new ByteArrayInputStream(start), true);
        SSLParameters parameters = inside.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        inside.setSSLParameters(parameters);
        inside.startHandshake();
        return inside;
    }

    private boolean one(
            Connection client, Route route, SSLSocket inside, InputStream in, SocketChannel upstream, Traffic traffic)
            throws IOException {
        try (upstream) {
            Optional<RequestHead> head = HeadReader.request(in);
            if (head.isEmpty()) {
                return false;
            }
            Body body = Body.of(Framing.of(head.get()), in, Side.REQUEST);
            HttpClientSide asked = new HttpClientSide(head.get(), body, inside.getOutputStream(), client);
            return exchange(asked, route, upstream, traffic) && body.isComplete();
        } catch (Denied denied) {
            log.decided(route.decision(denied.code()));
            return denied.answer().sendLast(inside.getOutputStream());
        } catch (WireException e) {
            log.decided(route.decision(EgressCode.MALFORMED));
            return new Denied(EgressCode.MALFORMED, e.status(), e.why())
                    .answer()
                    .sendLast(inside.getOutputStream());
        } finally {
            client.detach(upstream);
        }
    }

    private boolean exchange(HttpClientSide asked, Route route, SocketChannel upstream, Traffic traffic)
            throws IOException {
        Authority host = host(asked.head(), route);
        scan.head(asked.head());
        try (SSLSocket outside = tls.over(upstream.socket(), route.host(), route.port())) {
            return forward.forward(asked, host, asked.head().target().text(), outside, traffic);
        } catch (SSLException e) {
            throw new Denied(
                    EgressCode.UPSTREAM_UNREACHABLE, route.host() + ": the server can't prove that it is this host");
        }
    }

    /** A request inside is for the tunnel's host and no other (C27). */
    private static Authority host(RequestHead head, Route route) throws IOException {
        Authority ours = route.port() == 443
                ? new Authority(route.host(), java.util.OptionalInt.empty())
                : Authority.of(route.host(), route.port());
        Optional<String> said = head.headers().first("host");
        boolean local = head.target() instanceof Target.Origin || head.target() instanceof Target.Asterisk;
        if (!local || (said.isPresent() && !Authority.parse(said.get()).matches(ours, 443))) {
            throw new Denied(EgressCode.SNI_MISMATCH, "the request names another host than its tunnel");
        }
        return ours;
    }

    private List<X509Certificate> added(RunAuthority ours) {
        return Stream.concat(Stream.of(ours.certificate()), tls.authorities().stream())
                .toList();
    }
}
