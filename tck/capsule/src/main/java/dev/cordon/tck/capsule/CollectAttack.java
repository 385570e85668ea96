package dev.cordon.tck.capsule;

import dev.cordon.capsule.Base;
import dev.cordon.capsule.Folders;
import dev.cordon.core.Session;
import dev.cordon.run.Repair;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Repairs and collects next to the neighbour's live run: what nobody needs goes, what it stands on stays. */
final class CollectAttack implements Attack {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OTHER =
            "set -e; git clone -q \"$FROM\" other; cd other; echo more >more.txt; git add -A; git commit -qm more";

    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        Engine engine = lab.engine();
        String live = lab.neighbour().base();
        Watch watch = lab.watch();
        runElsewhere(lab);
        if (!has(engine, live) || engine.machine().bases().all().size() < 2) {
            return new Verdict.Untested("there is nothing to collect, or nothing to spare");
        }
        List<String> repaired = new Repair(engine.machine(), engine.router(), engine.credential()).run();
        int collected = engine.machine().bases().collect();
        if (!repaired.isEmpty() || !has(engine, live)) {
            return new Verdict.Crossed("a live run was collected: " + repaired);
        }
        List<String> crossed = watch.crossed("", "", "none", 0);
        if (!crossed.isEmpty()) {
            return new Verdict.Crossed(String.join("; ", crossed));
        }
        return collected > 0 ? new Verdict.Held() : new Verdict.Untested("collection collects nothing at all");
    }

    private static boolean has(Engine engine, String base) {
        return engine.machine().bases().all().stream()
                .map(Base::folder)
                .anyMatch(folder -> folder.equals(Path.of(base)));
    }

    /** A run that is over, from a commit of its own: its base is the one that may go. */
    private static void runElsewhere(Lab lab) throws IOException, InterruptedException {
        Path other = lab.folder().resolve("other");
        try {
            Shell.run(lab.folder(), Map.of("FROM", lab.ground().repository().toString()), PATIENCE, OTHER)
                    .orFail();
            Runs runs = new Runs(
                    lab.engine(), other, lab.runs().checkout(), lab.runs().shown());
            try (Session session = runs.session()) {
                runs.supervisor(session, Ask.of("echo x >a.txt"), Map.of(), new Hearing())
                        .run();
            }
        } finally {
            Folders.delete(other);
        }
    }
}
