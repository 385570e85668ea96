package dev.cordon.run;

import dev.cordon.capsule.Journal.Step;
import dev.cordon.core.Session;
import java.nio.file.Path;

/** A process that supervises one run and dies, as by SIGKILL, once a given step is on disk. */
final class DyingSupervisor {
    private static final int KILLED = 137;

    private DyingSupervisor() {}

    public static void main(String[] arguments) {
        Step last = Step.valueOf(arguments[2]);
        try (RunBench bench = new RunBench(Path.of(arguments[0]), Path.of(arguments[1]));
                Session session = bench.session("s")) {
            bench.run(session, "doomed", "echo two >a.txt; echo new >new.txt", new RunListener() {
                @Override
                public void step(Stage stage, String line) {}

                @Override
                public void output(byte[] bytes, int length, boolean error) {}

                @Override
                public void progress(String what) {}

                @Override
                public void durable(Step step) {
                    if (step == last) {
                        Runtime.getRuntime().halt(KILLED);
                    }
                }
            });
        }
    }
}
