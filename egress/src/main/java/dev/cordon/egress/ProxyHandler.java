package dev.cordon.egress;

import dev.cordon.wire.Authority;
import dev.cordon.wire.Body;
import dev.cordon.wire.Connection;
import dev.cordon.wire.RequestHandler;
import dev.cordon.wire.RequestHead;
import dev.cordon.wire.Target;
import dev.cordon.wire.WireException;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Answers what is meant for the world: tunnels and plain HTTP. What is denied is logged, then said (C32). */
final class ProxyHandler implements RequestHandler {
    private final Gate gate;
    private final ConnectHandler tunnels;
    private final HttpForward forward;
    private final RequestScan scan;
    private final EgressLog log;

    ProxyHandler(Gate gate, ConnectHandler tunnels, HttpForward forward, RequestScan scan, EgressLog log) {
        this.gate = gate;
        this.tunnels = tunnels;
        this.forward = forward;
        this.scan = scan;
        this.log = log;
    }

    @Override
    public boolean handle(RequestHead head, Body body, Connection connection) throws IOException {
        try {
            return switch (head.target()) {
                case Target.Tunnel(Authority authority) -> tunnels.handle(authority, connection);
                case Target.Absolute target ->
                    plain(target, new HttpClientSide(head, body, connection.output(), connection));
                case Target.Origin _, Target.Asterisk _ ->
                    throw new Denied(EgressCode.MALFORMED, "the request names no host to go to");
            };
        } catch (Denied denied) {
            log.decided(decision(denied.code(), head.target()));
            boolean ends = !body.isComplete() || head.target() instanceof Target.Tunnel;
            return ends ? denied.answer().sendLast(connection) : denied.answer().send(head, connection);
        } catch (WireException e) {
            log.decided(decision(EgressCode.MALFORMED, head.target()));
            throw e;
        }
    }

    private boolean plain(Target.Absolute target, HttpClientSide client) throws IOException {
        if (!target.scheme().equals("http")) {
            throw new Denied(EgressCode.MALFORMED, "https goes through a tunnel: the client should ask by CONNECT");
        }
        Route route = gate.admit(EgressProtocol.HTTP, target.authority().host(), target.port());
        scan.head(client.head());
        Traffic traffic = new Traffic();
        try (SocketChannel upstream = client.connection().attach(gate.open(route))) {
            log.decided(route.decision(EgressCode.ALLOWED));
            try {
                return forward.forward(client, target.authority(), target.path(), upstream.socket(), traffic);
            } finally {
                client.connection().detach(upstream);
                log.ended(
                        route.decision(EgressCode.ALLOWED),
                        traffic.up().get(),
                        traffic.down().get());
            }
        }
    }

    private static EgressDecision decision(EgressCode code, Target target) {
        return switch (target) {
            case Target.Tunnel(Authority to) ->
                new EgressDecision(code, EgressProtocol.CONNECT, to.host(), to.portOr(0));
            case Target.Absolute to ->
                new EgressDecision(code, EgressProtocol.HTTP, to.authority().host(), to.port());
            case Target.Origin _, Target.Asterisk _ -> new EgressDecision(code, EgressProtocol.HTTP, "", 0);
        };
    }
}
