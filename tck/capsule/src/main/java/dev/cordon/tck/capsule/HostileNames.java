package dev.cordon.tck.capsule;

import dev.cordon.egress.EgressCode;
import dev.cordon.egress.EgressDecision;
import dev.cordon.egress.EgressLog;
import dev.cordon.egress.EgressPolicy;
import dev.cordon.egress.EgressProxy;
import dev.cordon.egress.EgressSettings;
import dev.cordon.wire.Door;
import dev.cordon.wire.DoorHandlers;
import dev.cordon.wire.DoorLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Asks the proxy itself for allowed names whose name server is hostile, one for each address that must not be reached,
 * and then makes the attack of {@code inside} in a run, where the names are this machine's.
 */
record HostileNames(Script inside) implements Attack {
    private static final List<String> ADDRESSES = List.of(
            "127.0.0.1",
            "0.0.0.0",
            "169.254.169.254",
            "168.63.129.16",
            "10.0.0.1",
            "::1",
            "fd00:ec2::254",
            "64:ff9b::7f00:1",
            "2002:7f00:1::");

    /** IPv4-mapped, as a name server would send it: 16 bytes. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};

    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        for (String address : ADDRESSES) {
            Optional<Verdict> verdict = ask(lab, InetAddress.ofLiteral(address));
            if (verdict.isPresent()) {
                return verdict.get();
            }
        }
        Optional<Verdict> mapped = ask(lab, InetAddress.getByAddress(MAPPED));
        return mapped.isPresent() ? mapped.get() : inside.tryIn(lab);
    }

    /** Empty when it was refused for the right reason. */
    private static Optional<Verdict> ask(Lab lab, InetAddress address) throws IOException {
        String place = "hostile.lab:" + lab.origin().port();
        List<EgressDecision> decided = new CopyOnWriteArrayList<>();
        Path socket = lab.folder().resolve("n.sock");
        EgressProxy proxy = EgressProxy.of(EgressSettings.of(
                        EgressPolicy.parse("corpus", List.of("tcp://" + place)), log(decided), Clock.systemUTC())
                .with(name -> List.of(address)));
        lab.origin().heard();
        try (Door _ = Door.open(
                socket, new DoorHandlers(DoorHandlers.none(), proxy.requests(), proxy.socks()), DoorLimits.STANDARD)) {
            String answer = say(socket, "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n\r\n");
            if (lab.origin().heard().contacts() > 0 || answer.startsWith("HTTP/1.1 200")) {
                return Optional.of(new Verdict.Crossed("a name led to " + address.getHostAddress()));
            }
        }
        if (decided.isEmpty()) {
            return Optional.of(new Verdict.Untested("the proxy decided nothing"));
        }
        // One that was dialled and does not answer here would answer elsewhere.
        return decided.stream().allMatch(d -> d.code() == EgressCode.ADDRESS_FORBIDDEN)
                ? Optional.empty()
                : Optional.of(new Verdict.Crossed("a name was followed to " + address.getHostAddress() + ": "
                        + decided.getFirst().code()));
    }

    private static EgressLog log(List<EgressDecision> decided) {
        return new EgressLog() {
            @Override
            public void decided(EgressDecision decision) {
                decided.add(decision);
            }

            @Override
            public void ended(EgressDecision decision, long up, long down) {}
        };
    }

    private static String say(Path socket, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(512);
            channel.read(answer);
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
        }
    }
}
