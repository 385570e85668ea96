package dev.cordon.run;

import dev.cordon.capsule.CapsuleSpec;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Sandbox.Relay;
import dev.cordon.gateway.AgentHome;
import dev.cordon.gateway.ModelBoundary;
import dev.cordon.gateway.ModelCall;
import dev.cordon.gateway.ModelLog;
import dev.cordon.wire.Door;
import dev.cordon.wire.DoorHandlers;
import dev.cordon.wire.DoorLimits;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The boundary at work for one run: behind one door, the models and the way out that its lane has. The door's socket is
 * the run's credential (C4): what arrives there is this run's and is told to its trace. Owned and closed by the run,
 * after its capsule.
 */
final class Boundary implements AutoCloseable {
    /** Inside, on the capsule's loopback; the port that a server of Cordon has, too. */
    static final int PORT = 7373;

    private static final String SOCKET = "door.sock";
    private static final String HERE = "http://127.0.0.1:" + PORT;
    private static final String JAVA_OPTIONS = String.join(
            " ",
            "-Dhttp.proxyHost=127.0.0.1",
            "-Dhttp.proxyPort=" + PORT,
            "-Dhttps.proxyHost=127.0.0.1",
            "-Dhttps.proxyPort=" + PORT,
            "-Dhttp.nonProxyHosts=localhost|127.*|[::1]",
            // Maven's resolver asks for leave to look at the above.
            "-Daether.transport.http.useSystemProperties=true",
            "-Daether.connector.http.useSystemProperties=true");

    private final Door door;
    private final Path socket;
    private final AgentHome home;

    private Boundary(Door door, Path socket, AgentHome home) {
        this.door = door;
        this.socket = socket;
        this.home = home;
    }

    static Boundary open(RunContext context) {
        Outside outside = context.plan().outside();
        String canary = canary(context);
        Path socket = context.folder().sockets().resolve(SOCKET);
        ModelBoundary models = new ModelBoundary(
                outside.models(),
                canary,
                outside.credentials()::value,
                new ProviderConnections(
                        ProviderConnections.dialer(outside),
                        new LazyTls(outside.egress().authorities())),
                new Told(context));
        DoorHandlers handlers = new DoorHandlers(models, DoorHandlers.none(), connection -> connection.close());
        return new Boundary(
                Door.open(socket, handlers, DoorLimits.STANDARD),
                socket,
                new AgentHome(outside.models(), PORT, canary));
    }

    /** The capsule with its way to this boundary, and what its programs must know to take it. */
    CapsuleSpec around(CapsuleSpec spec) {
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.putAll(home.environment());
        for (String name : new String[] {"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}) {
            environment.put(name, HERE);
        }
        environment.put("no_proxy", "127.0.0.1,localhost,::1");
        environment.put("NO_PROXY", "127.0.0.1,localhost,::1");
        environment.put("NODE_USE_ENV_PROXY", "1");
        environment.put("JAVA_TOOL_OPTIONS", JAVA_OPTIONS);
        environment.put("CORDON_URL", HERE);
        return spec.withEnvironment(environment).withHome(home.files()).withRelay(new Relay(socket, PORT));
    }

    /** A key of the usual form that opens nothing: seen anywhere but at this door, it tells of a leak (C23). */
    private static String canary(RunContext context) {
        byte[] random = new byte[16];
        context.machine().random().nextBytes(random);
        return "sk-cordon-" + HexFormat.of().formatHex(random);
    }

    @Override
    public void close() {
        door.close();
    }

    /** Tells the run's trace, and the incident log where a rule was touched. */
    private record Told(RunContext context, Set<String> told) implements ModelLog {
        Told(RunContext context) {
            this(context, ConcurrentHashMap.newKeySet());
        }

        @Override
        public void called(ModelCall call) {
            context.trace()
                    .event(
                            "model.called",
                            Map.of("provider", call.provider(), "complete", Boolean.toString(call.complete())),
                            Map.of(
                                    "status", (long) call.status(),
                                    "sent", call.bytesSent(),
                                    "received", call.bytesReceived(),
                                    "ms", call.millis()),
                            Map.of(
                                    "model", call.model(),
                                    "path", call.path(),
                                    "sent_sha256", call.sent(),
                                    "received_sha256", call.received()));
        }

        @Override
        public void refused(Problem problem) {
            if (told.add(problem.code())) {
                context.listener().step(RunListener.Stage.AGENT, problem.toString());
            }
            String rule =
                    problem.citedRule().map(cited -> report(problem, cited)).orElse("none");
            context.trace().event("model.refused", Map.of("code", problem.code(), "rule", rule), Map.of(), Map.of());
        }

        private String report(Problem problem, Rule rule) {
            context.machine()
                    .incidents()
                    .report(
                            rule,
                            problem.code(),
                            "a request of a run to a model was refused",
                            new PartitionId.Session(context.session().scope()));
            return rule.name();
        }
    }
}
