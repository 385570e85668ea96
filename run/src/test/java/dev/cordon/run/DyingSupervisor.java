package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.Journal.Step;
import dev.cordon.core.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that supervises one run and dies, as by SIGKILL and with all of its processes, once a given step is on disk. */
final class DyingSupervisor {
    private static final int KILLED = 137;

    private DyingSupervisor() {}

    /** @param how {@code run} for a new task, {@code resume} for one that is there */
    static void dieAt(Step step, Path home, Path repository, String how) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingSupervisor.class.getName(),
                        home.toString(),
                        repository.toString(),
                        step.name(),
                        how)
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isEqualTo(KILLED);
    }

    public static void main(String[] arguments) {
        Step last = Step.valueOf(arguments[2]);
        try (RunBench bench = new RunBench(Path.of(arguments[0]), Path.of(arguments[1]));
                Session session = bench.session("s")) {
            RunListener dying = new RunListener() {
                @Override
                public void step(Stage stage, String line) {}

                @Override
                public void output(byte[] bytes, int length, boolean error) {}

                @Override
                public void progress(String what) {}

                @Override
                public void durable(Step step) {
                    if (step == last) {
                        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
                        Runtime.getRuntime().halt(KILLED);
                    }
                }
            };
            if (arguments[3].equals("resume")) {
                bench.resume(session, "doomed", "echo late >late.txt", dying);
            } else {
                bench.run(session, "doomed", "echo two >a.txt; echo new >new.txt", dying);
            }
        }
    }
}
