package dev.cordon.tck.capsule;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The supervisor's own environment holds a secret; the agent writes down all of the environments that it can see. */
final class ParentAttack implements Attack {
    private static final String NAME = "LAB_PARENTS_SECRET";
    private static final String SCRIPT =
            "{ env; for at in /proc/[0-9]*/environ; do tr '\\0' '\\n' <$at; done; } >seen.txt 2>/dev/null; echo tried >>seen.txt";

    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        String canary = lab.ground().canary();
        Map<String, String> environment = Map.of(NAME, canary);
        List<String> fenced = new Fence(lab.folder(), lab.ground().folder())
                .around(lab.ground().repository(), List.of("/bin/sh", "-c", "env"));
        var control = Shell.run(lab.ground().repository(), environment, Supervised.PATIENCE, fenced);
        if (!control.output().contains(canary)) {
            return new Verdict.Untested("a program without a capsule doesn't inherit it either");
        }
        try (Supervised run = Supervised.start(lab, "parents", environment, SCRIPT)) {
            run.await();
            Optional<String> patch = run.patch();
            if (patch.isEmpty() || !patch.get().contains("+tried")) {
                return new Verdict.Untested("it did not come to its end: " + run.text());
            }
            return patch.get().contains(canary)
                    ? new Verdict.Crossed("the parent's variable is seen inside")
                    : new Verdict.Held();
        }
    }
}
