package dev.cordon.tck.capsule;

import dev.cordon.capsule.Checkout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Prunes and collects from inside a checkout that the person's {@code git worktree list} shows, next to a worktree of
 * the person's whose folder is away and commits that nothing names: all of that must stand afterwards.
 */
final class PruneAttack implements Attack {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SCRIPT = """
            git worktree prune --expire=now; git reflog expire --expire=now --all; git gc -q --prune=now
            git worktree list; rm -rf .git/objects .git/worktrees; git worktree remove --force other
            echo changed >a.txt; echo tried
            """;

    /** A worktree on a disk that is not mounted now, and work that only a reflog would find. */
    private static final String PREPARE = """
            set -e
            git worktree add -q ../other -b other; mv ../other ../away
            git commit-tree -m lost 'HEAD^{tree}' >../lost
            """;

    private static final String LOOK = "git worktree list; cat ../lost | xargs git cat-file -e && echo there";

    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        Path repository = lab.ground().repository();
        try {
            Shell.run(repository, Map.of(), PATIENCE, PREPARE).orFail();
            String before = look(repository);
            Seen seen = lab.run(Ask.of(SCRIPT).with(Checkout.WORKTREE));
            String after = look(repository);
            String away = Shell.run(
                            repository,
                            Map.of(),
                            PATIENCE,
                            "git worktree prune --expire=now; git gc -q --prune=now; " + LOOK)
                    .output();
            return judge(seen, before, after, away);
        } finally {
            lab.ground().rebuild();
        }
    }

    private static Verdict judge(Seen seen, String before, String after, String control) {
        if (control.equals(before) || !before.contains("there")) {
            return new Verdict.Untested("pruning without a capsule loses nothing either: " + control);
        }
        if (!seen.output().contains("tried")) {
            return new Verdict.Untested("it did not come to its end: " + seen.tail());
        }
        if (!before.equals(after)) {
            return new Verdict.Crossed("the person's worktrees or objects are gone: " + after);
        }
        return seen.crossed().isEmpty() ? new Verdict.Held() : new Verdict.Crossed(String.join("; ", seen.crossed()));
    }

    private static String look(Path repository) throws Exception {
        return Shell.run(repository, Map.of(), PATIENCE, LOOK).output();
    }
}
