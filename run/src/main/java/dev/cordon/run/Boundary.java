package dev.cordon.run;

import dev.cordon.capsule.CapsuleSpec;
import dev.cordon.core.ToolSpec;
import dev.cordon.core.spi.Sandbox.Relay;
import dev.cordon.egress.EgressPolicy;
import dev.cordon.egress.EgressProxy;
import dev.cordon.egress.EgressSettings;
import dev.cordon.gateway.AgentHome;
import dev.cordon.gateway.Model;
import dev.cordon.gateway.ModelBoundary;
import dev.cordon.memory.Memory;
import dev.cordon.wire.Dialer;
import dev.cordon.wire.Door;
import dev.cordon.wire.DoorHandlers;
import dev.cordon.wire.DoorLimits;
import dev.cordon.wire.RequestHandler;
import dev.cordon.wire.Tls;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The boundary at work for one capsule: behind one door, the models and the ways out that its lane or tool has. The
 * door's socket is the run's credential (C4): what arrives there is this run's and is told to its trace. Owned and closed
 * by the run, after its capsule.
 */
final class Boundary implements AutoCloseable {
    private static final String SOCKET = "door.sock";

    private final Door door;
    private final Path socket;
    private final Optional<AgentHome> home;
    private final Way way;
    private final EgressTrace trace;
    private final ModelTrace models;

    private Boundary(Door door, Path socket, Optional<AgentHome> home, Way way, EgressTrace trace, ModelTrace models) {
        this.door = door;
        this.socket = socket;
        this.home = home;
        this.way = way;
        this.trace = trace;
        this.models = models;
    }

    /** For a run's agent: its lane's ways out, the models, and its session's memory. */
    static Boundary ofLane(RunContext context, Memory memory) {
        var lane = context.plan().lane();
        MemoryApi api = new MemoryApi(memory, new MemoryTrace(context));
        return open(context, EgressPolicy.parse(lane.name(), lane.egress()), true, Optional.of(api));
    }

    /** For an approved action: its tool's ways out, and no model. */
    static Boundary ofTool(RunContext context, ToolSpec tool) {
        return open(context, EgressPolicy.ofTool(tool.name(), tool.egress()), false, Optional.empty());
    }

    private static Boundary open(
            RunContext context, EgressPolicy policy, boolean offersModels, Optional<MemoryApi> memory) {
        Outside outside = context.plan().outside();
        List<Model> models = offersModels ? outside.models() : List.of();
        String canary = canary(context);
        Dialer dialer = ProviderConnections.dialer(outside);
        Tls tls = Tls.trusting(outside.egress().authorities());
        EgressTrace trace = new EgressTrace(context);
        EgressProxy proxy = EgressProxy.of(EgressSettings.of(policy, trace, Clock.systemUTC())
                .with(dialer)
                .with(tls)
                .with(context.machine().guard(), outside.egress().inspect()));
        ModelTrace told = new ModelTrace(context);
        ModelBoundary boundary = new ModelBoundary(
                models, canary, outside.credentials()::value, new ProviderConnections(dialer, tls), told);
        Path socket = context.folder().sockets().resolve(SOCKET);
        return new Boundary(
                Door.open(
                        socket,
                        new DoorHandlers(local(memory, boundary), proxy.requests(), proxy.socks()),
                        DoorLimits.STANDARD),
                socket,
                offersModels ? Optional.of(new AgentHome(models, Way.PORT, canary)) : Optional.empty(),
                Way.of(proxy, tls),
                trace,
                told);
    }

    private static RequestHandler local(Optional<MemoryApi> memory, ModelBoundary models) {
        return (head, body, connection) -> {
            Optional<MemoryApi> asked =
                    memory.filter(api -> api.serves(head.target().text()));
            return asked.isPresent()
                    ? asked.get().handle(head, body, connection)
                    : models.handle(head, body, connection);
        };
    }

    /** The capsule with its way to this boundary, and what its programs must know to take it. */
    CapsuleSpec around(CapsuleSpec spec) {
        Map<String, String> environment = new HashMap<>(spec.environment());
        home.ifPresent(agent -> environment.putAll(agent.environment()));
        environment.putAll(way.environment());
        Map<String, byte[]> shown = new HashMap<>(spec.boundary());
        shown.putAll(way.files());
        Map<String, byte[]> inHome = new HashMap<>(spec.home());
        home.ifPresent(agent -> inHome.putAll(agent.files()));
        return spec.withEnvironment(environment)
                .withBoundary(shown)
                .withHome(inHome)
                .withRelay(new Relay(socket, Way.PORT));
    }

    /** A key of the usual form that opens nothing: seen anywhere but at this door, it tells of a leak (C23). */
    private static String canary(RunContext context) {
        byte[] random = new byte[16];
        context.machine().random().nextBytes(random);
        return "sk-cordon-" + HexFormat.of().formatHex(random);
    }

    /** Serves nobody any more, and tells the trace what it counted. Idempotent. */
    void end() {
        door.close();
        trace.finish();
        models.finish();
    }

    @Override
    public void close() {
        end();
    }
}
