package dev.cordon.tck.capsule;

import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.Repository;
import dev.cordon.core.Incident;
import dev.cordon.core.Lane;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Session;
import dev.cordon.run.AgentStreams;
import dev.cordon.run.EgressSettings;
import dev.cordon.run.Outside;
import dev.cordon.run.RunListener;
import dev.cordon.run.RunPlan;
import dev.cordon.run.RunSupervisor;
import dev.cordon.tools.CredentialReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Real runs on the engine: supervisor, boundary, harvest, scan, teardown. Immutable. */
record Runs(Engine engine, Path repository, Checkout checkout, List<Path> shown) {
    private static final Duration TTL = Duration.ofHours(2);
    private static final Duration APPROVAL = Duration.ofMinutes(10);

    Session session() {
        var workspace = engine.workspaces().of(repository(Map.of()).commonDirectory());
        return engine.router().create(engine.credential(), workspace, null, TTL);
    }

    RunSupervisor supervisor(Session session, Ask ask, Map<String, String> environment, RunListener listener) {
        return new RunSupervisor(
                engine.machine(), engine.router(), engine.credential(), session, plan(ask, environment), listener);
    }

    List<Incident> incidentsOf(Session session) {
        String whose = engine.machine().incidents().commitment(new PartitionId.Session(session.scope()));
        return engine.incidents().get().stream()
                .filter(incident -> whose.equals(incident.partition()))
                .toList();
    }

    private RunPlan plan(Ask ask, Map<String, String> environment) {
        List<Path> mounts = new java.util.ArrayList<>(shown);
        Path host = repository.resolveSibling("host");
        ask.mounts().forEach(name -> mounts.add(host.resolve(name)));
        return new RunPlan(
                repository(ask.surroundings()),
                "HEAD",
                false,
                ask.checkout().orElse(checkout),
                ask.taskName(),
                lane(ask.egress()),
                Map.of(),
                List.of("/bin/sh", "-c", ask.script()),
                List.of(),
                Optional.empty(),
                mounts,
                environment,
                ask.limits(),
                APPROVAL,
                "corpus",
                new Outside(List.of(), EgressSettings.DIRECT, new CredentialReader(Map.of())),
                new AgentStreams.Pipes(null));
    }

    private static Lane lane(List<String> egress) {
        return egress.isEmpty()
                ? Lane.DEFAULT
                : new Lane("corpus", List.of(), List.of(), List.of(), Lane.ApprovalNeed.REQUIRED, egress);
    }

    Repository repository(Map<String, String> surroundings) {
        Map<String, String> callers = new HashMap<>(
                Map.of("PATH", "/usr/bin:/bin", "HOME", shown.getFirst().toString(), "GIT_CONFIG_NOSYSTEM", "1"));
        callers.putAll(surroundings);
        return Repository.around(repository, callers);
    }
}
