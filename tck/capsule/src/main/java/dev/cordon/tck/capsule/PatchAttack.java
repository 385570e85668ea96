package dev.cordon.tck.capsule;

import dev.cordon.capsule.Folders;
import dev.cordon.capsule.Repository;
import dev.cordon.core.CordonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Patches that write outside of the work tree that they are applied to: by their paths, or through a link they make. */
final class PatchAttack implements Attack {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public Verdict tryIn(Lab lab) throws Exception {
        Path host = lab.ground().host();
        // The control's file lies in the copy, so a way that is relative to the repository is the one to take there.
        Lab.Control control = lab.unconfined(
                Ask.of("cat >../p <<'END'\n" + added("../host/planted")
                        + "END\ncd ..; mkdir n; cd n; git apply --unsafe-paths ../p"),
                "");
        if (!control.crossed()) {
            return new Verdict.Untested("git writes nowhere else either: " + control.output());
        }
        List<String> patches = List.of(
                added("../ground/host/planted"),
                added("sub/../../ground/host/planted"),
                added(host.resolve("planted").toString()),
                linked(host.toString()) + added("out/planted"),
                added(".git/hooks/post-checkout"));
        for (String patch : patches) {
            String crossed = apply(lab, patch);
            if (!crossed.isEmpty()) {
                return new Verdict.Crossed(crossed);
            }
        }
        return apply(lab, added("fine.txt")).equals("applied")
                ? new Verdict.Held()
                : new Verdict.Untested("a patch without fault is not applied either");
    }

    /** What crossed; "applied" where the patch was taken and all stayed in its place. */
    private static String apply(Lab lab, String patch) throws IOException, InterruptedException {
        Path clone = lab.folder().resolve("applied");
        Path file = Files.writeString(lab.folder().resolve("forged.patch"), patch);
        Watch watch = lab.watch();
        try {
            Shell.run(
                            lab.folder(),
                            Map.of("FROM", lab.ground().repository().toString()),
                            PATIENCE,
                            "git clone -q \"$FROM\" applied")
                    .orFail();
            boolean taken = taken(clone, file);
            String crossed = String.join("; ", watch.crossed("", "", "none", 0));
            return crossed.isEmpty() && taken && !patch.contains("fine.txt")
                    ? "a patch was applied that leads out: "
                            + patch.lines().findFirst().orElse("")
                    : crossed.isEmpty() && taken ? "applied" : crossed;
        } finally {
            watch.restore();
            Files.delete(file);
            Folders.delete(clone);
        }
    }

    private static boolean taken(Path clone, Path patch) {
        try {
            Repository.around(clone, Map.of("PATH", "/usr/bin:/bin")).apply(patch);
            return true;
        } catch (CordonException.Conflict refused) {
            return false;
        }
    }

    private static String added(String path) {
        return head(path, "100644") + "@@ -0,0 +1 @@\n+planted\n";
    }

    private static String linked(String target) {
        return head("out", "120000") + "@@ -0,0 +1 @@\n+" + target + "\n\\ No newline at end of file\n";
    }

    private static String head(String path, String mode) {
        return "diff --git a/" + path + " b/" + path + "\nnew file mode " + mode + "\n--- /dev/null\n+++ b/" + path
                + "\n";
    }
}
