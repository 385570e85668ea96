package dev.cordon.tck.capsule;

import dev.cordon.run.Repair;
import dev.cordon.run.TaskRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A supervisor is killed while its agent works: the next start ends what is left, keeps the work, removes the rest.
 * One step stands for all here; the other steps of the journal have tests of their own.
 */
final class KillAttack implements Attack {
    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        String mark = lab.mark();
        Watch watch = lab.watch();
        try (Supervised run = Supervised.start(
                lab, "killed", Map.of(), "echo two >>a.txt; " + Leftovers.MARK + "=" + mark + " exec sleep 600")) {
            if (!run.awaitAgent(mark)) {
                return new Verdict.Untested("its agent does not start: " + run.text());
            }
            run.kill();
            boolean wasLeft = !String.join("", watch.crossed("", "", "none", 0)).isEmpty();
            List<String> repaired = new Repair(
                            lab.engine().machine(),
                            lab.engine().router(),
                            lab.engine().credential())
                    .run();
            if (!wasLeft || repaired.size() != 1) {
                return new Verdict.Untested("the killed supervisor left nothing to repair: " + repaired);
            }
            return judge(run, watch.crossed("", "", mark, 0), repaired);
        } finally {
            Leftovers.end(mark);
        }
    }

    private static Verdict judge(Supervised run, List<String> crossed, List<String> repaired) {
        if (!crossed.isEmpty()) {
            return new Verdict.Crossed(String.join("; ", crossed));
        }
        Optional<String> patch = run.patch();
        boolean isKept = patch.isPresent() && patch.get().contains("+two");
        return isKept && run.state().equals(Optional.of(TaskRecord.State.INTERRUPTED))
                ? new Verdict.Held()
                : new Verdict.Crossed("its work is lost: " + repaired);
    }
}
