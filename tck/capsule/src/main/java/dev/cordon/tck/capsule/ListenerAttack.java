package dev.cordon.tck.capsule;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reaches for a socket of the host behind which somebody tells a canary. The same is tried without a capsule, at the
 * same time, and must reach it.
 *
 * @param listen as socat names what it listens at
 * @param script tries to connect there
 */
record ListenerAttack(String listen, String script) implements Attack {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        Ground ground = lab.ground();
        Map<String, String> environment = new HashMap<>(ground.aims());
        environment.put("NAME", "lab-" + ground.canary().substring(7, 17));
        Path output = lab.folder().resolve("listener.log");
        Process listener = Shell.start(
                ground.folder(),
                environment,
                output,
                List.of("/bin/sh", "-c", "exec socat " + listen + " EXEC:\"cat $HOST/secret\""));
        List<String> fenced =
                new Fence(lab.folder(), ground.folder()).around(ground.repository(), List.of("/bin/sh", "-c", script));
        try {
            String control = "";
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!control.contains(ground.canary()) && System.nanoTime() < end && listener.isAlive()) {
                control = Shell.run(ground.repository(), environment, PATIENCE, fenced)
                        .output();
            }
            if (!control.contains(ground.canary())) {
                return new Verdict.Untested("nobody is reached without a capsule either: " + control);
            }
            return Script.of(script)
                    .uncontrolled()
                    .seeing(Map.of("NAME", environment.get("NAME")))
                    .tryIn(lab);
        } finally {
            listener.descendants().forEach(ProcessHandle::destroyForcibly);
            listener.destroyForcibly().waitFor();
            java.nio.file.Files.deleteIfExists(ground.host().resolve("docker.sock"));
            java.nio.file.Files.deleteIfExists(output);
        }
    }
}
