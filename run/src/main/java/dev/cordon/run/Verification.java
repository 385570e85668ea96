package dev.cordon.run;

import dev.cordon.capsule.Harvest;
import dev.cordon.capsule.Harvest.Touched;
import dev.cordon.capsule.Journal;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.GuardFinding;
import dev.cordon.core.spi.GuardVerdict;
import dev.cordon.guard.PatchReport;
import dev.cordon.run.RunListener.Stage;
import dev.cordon.run.RunRecord.CheckResult;
import dev.cordon.run.RunRecord.Hold;
import dev.cordon.tools.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks at what an agent left before anything of it is used: secrets in the patch, files that tools obey by themselves
 * (C31), and the checks, each in a capsule that the agent never was in (C28).
 */
final class Verification {
    private final RunContext context;

    Verification(RunContext context) {
        this.context = context;
    }

    /** @param held how many there are; {@code holds} are the first of each sort */
    record Verdict(List<Hold> holds, int held, List<CheckResult> checks) {
        boolean checksPassed() {
            return checks.stream().allMatch(CheckResult::passed);
        }
    }

    /** @param commands the checks to run; none where the agent failed and its work is judged already */
    Verdict of(Harvest harvest, List<String> commands) {
        List<Hold> secrets = secrets(harvest.patch());
        List<Hold> obeyed = obeyed(harvest.touched());
        List<Hold> holds = new ArrayList<>(Excerpt.of(secrets, Hold::toString).first());
        holds.addAll(Excerpt.of(obeyed, Hold::toString).first());
        int held = secrets.size() + obeyed.size();
        holds.forEach(hold -> context.listener().step(Stage.VERIFY, "patch … HOLD: " + PlainText.of(hold.toString())));
        if (held > holds.size()) {
            context.listener().step(Stage.VERIFY, "patch … HOLD: " + (held - holds.size()) + " more");
        }
        List<CheckResult> checks = new ArrayList<>();
        for (String command : commands) {
            checks.add(check(command, checks.size() + 1, harvest.patch()));
        }
        context.journal().append(Journal.Step.VERIFIED, Map.of());
        context.trace()
                .event(
                        "verification.done",
                        Map.of(),
                        Map.of(
                                "holds",
                                (long) held,
                                "checks",
                                (long) checks.size(),
                                "failed",
                                checks.stream().filter(c -> !c.passed()).count()),
                        Map.of("holds", holds, "checks", checks));
        return new Verdict(holds, held, checks);
    }

    private List<Hold> secrets(Path patch) {
        PatchReport report;
        try (InputStream in = Files.newInputStream(patch)) {
            if (Files.size(patch) > Artifacts.MOST_IN_MEMORY) {
                // Nothing will use it, so nothing is gained by minutes of looking.
                return List.of(new Hold("not scanned", "the whole patch", 0, "C33: it is too large to be used"));
            }
            report = context.machine().secrets().scan(in);
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            Rule.C33,
                            "patch-unreadable",
                            "The patch can't be scanned",
                            String.valueOf(e.getMessage()),
                            "check the disk under $CORDON_HOME"),
                    e);
        }
        List<Hold> holds = new ArrayList<>(found(report.verdict()));
        report.unscanned().forEach(file -> holds.add(new Hold("not scanned", file.file(), 0, "C33: " + file.why())));
        return holds;
    }

    private static List<Hold> found(GuardVerdict verdict) {
        return switch (verdict) {
            case GuardVerdict.Clean _ -> List.of();
            case GuardVerdict.Findings(List<GuardFinding> findings) ->
                findings.stream()
                        .map(f -> new Hold("secret", f.file(), f.line(), f.ruleId()))
                        .toList();
            // "Not tested" is not "clean": a person decides (C33).
            case GuardVerdict.Untested(String why) -> List.of(new Hold("not scanned", why, 0, "C33"));
            case GuardVerdict.Unavailable(String why) -> List.of(new Hold("not scanned", why, 0, "C33"));
        };
    }

    private List<Hold> obeyed(List<Touched> touched) {
        List<Hold> holds = new ArrayList<>();
        for (Touched file : touched) {
            context.machine()
                    .obeyed()
                    .match(file.path())
                    .ifPresent(match -> holds.add(new Hold("obeyed file", file.path(), 0, match.reason())));
        }
        return holds;
    }

    private CheckResult check(String command, int number, Path patch) {
        context.listener().progress(command);
        FreshCapsule.Outcome outcome;
        try {
            outcome = FreshCapsule.run(
                    context,
                    "check-" + number,
                    List.of("/bin/sh", "-c", command),
                    patch,
                    Map.of(),
                    List.of(),
                    null,
                    Caches.offline(context.plan().lane())::in);
        } catch (FreshCapsule.NotBegun e) {
            throw e.why();
        }
        String status = outcome.succeeded() ? "pass" : outcome.status().equals("ended") ? "fail" : outcome.status();
        context.listener()
                .step(
                        Stage.VERIFY,
                        command + " … "
                                + (outcome.succeeded()
                                        ? "PASS"
                                        : "FAIL (" + (status.equals("fail") ? "exit " + outcome.exit() : status)
                                                + ")"));
        return new CheckResult(command, status, outcome.exit(), outcome.millis(), outcome.output());
    }
}
