package dev.cordon.tck.capsule;

import dev.cordon.run.Repair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Dead runs whose journals name the pid of a process that is none of theirs: with the moment when the dead leader began,
 * as after a reuse of its pid, and, for the control, with the moment when that process did.
 */
final class PidAttack implements Attack {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int START_FIELD = 19;

    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        Process bystander = new ProcessBuilder("sleep", "600").start();
        Process taken = new ProcessBuilder("sleep", "600").start();
        try (Died reused = Died.in(lab, "reused");
                Died control = Died.in(lab, "control")) {
            reused.kill();
            control.kill();
            reused.rewrite(line -> line.replaceAll("\"leader\":\"[0-9]+\"", leader(bystander)));
            control.rewrite(line -> line.replaceAll("\"leader\":\"[0-9]+\"", leader(taken))
                    .replaceAll("\"since\":\"[0-9]+\"", "\"since\":\"" + began(taken) + "\""));
            new Repair(
                            lab.engine().machine(),
                            lab.engine().router(),
                            lab.engine().credential())
                    .run();
            if (!taken.waitFor(PATIENCE)) {
                return new Verdict.Untested("a repair does not end what its journal names");
            }
            return bystander.isAlive()
                    ? new Verdict.Held()
                    : new Verdict.Crossed("a process was killed that only has a dead one's pid");
        } finally {
            bystander.destroyForcibly().waitFor();
            taken.destroyForcibly().waitFor();
        }
    }

    private static String leader(Process process) {
        return "\"leader\":\"" + process.pid() + "\"";
    }

    /** A run that is to be killed. */
    private record Died(Supervised run, String mark) implements AutoCloseable {
        static Died in(Lab lab, String session) throws IOException, InterruptedException {
            String mark = lab.mark();
            Died died = new Died(
                    Supervised.start(lab, session, Map.of(), Leftovers.MARK + "=" + mark + " exec sleep 600"), mark);
            if (!died.run.awaitAgent(mark)) {
                died.close();
                throw new IllegalStateException("an agent does not start");
            }
            return died;
        }

        void kill() throws InterruptedException {
            run.kill();
        }

        /** Changes the journal that it left. */
        void rewrite(UnaryOperator<String> change) throws IOException {
            run.rewriteJournal(change.apply(run.journal()));
        }

        @Override
        public void close() throws IOException {
            run.close();
            Leftovers.end(mark);
        }
    }

    private static String began(Process process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_FIELD];
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
