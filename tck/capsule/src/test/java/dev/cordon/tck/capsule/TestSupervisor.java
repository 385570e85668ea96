package dev.cordon.tck.capsule;

import dev.cordon.capsule.Repository;
import dev.cordon.capsule.SandboxLevel;
import dev.cordon.core.Alias;
import dev.cordon.core.Session;
import dev.cordon.run.RunListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process that supervises one run. */
final class TestSupervisor {
    private TestSupervisor() {}

    static Engine.Child at(Path home, SandboxLevel level) {
        return (repository, session, task, script) -> new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + home.getParent(),
                "-cp",
                System.getProperty("java.class.path"),
                TestSupervisor.class.getName(),
                home.toString(),
                level.name(),
                repository.toString(),
                session,
                task,
                script);
    }

    public static void main(String[] arguments) {
        SandboxLevel level = SandboxLevel.valueOf(arguments[1]);
        Path repository = Path.of(arguments[2]);
        try (Bench bench = new Bench(Path.of(arguments[0]), level::in, (_, _, _, _) -> new ProcessBuilder("false"))) {
            Engine engine = bench.engine();
            var workspace = engine.workspaces()
                    .of(Repository.around(repository, Map.of("PATH", "/usr/bin:/bin"))
                            .commonDirectory());
            Runs runs = new Runs(engine, repository, dev.cordon.capsule.Checkout.OVERLAY, List.of(Path.of("/usr")));
            try (Session session = engine.router()
                    .openOrCreate(engine.credential(), workspace, new Alias(arguments[3]), Duration.ofHours(1))) {
                runs.supervisor(session, Ask.of(arguments[5]).named(arguments[4]), Map.of(), RunListener.SILENT)
                        .run();
            }
        }
    }
}
