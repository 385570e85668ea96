package dev.cordon.cli;

import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.Folders;
import dev.cordon.capsule.SandboxLevel;
import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Problem;
import dev.cordon.tck.capsule.Audit;
import dev.cordon.tck.capsule.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cordon audit}: shows on this very machine that what is promised holds. */
@Command(
        name = "audit",
        description = "Attack Cordon itself on this machine, and see what holds.",
        subcommands = AuditCommand.Self.class)
final class AuditCommand extends GroupCommand {
    /** Something could not be tested, which is no good answer (C33). */
    static final int INCONCLUSIVE = 5;

    private static final String PREFIX = "cordon-audit-";

    AuditCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** @param detail why it is not held; empty when it is */
    record CaseView(int number, String title, String verdict, String rule, String detail, long millis) {
        static CaseView of(Audit.Result result) {
            return new CaseView(
                    result.number(),
                    result.title(),
                    result.verdict().word(),
                    result.rule().name(),
                    result.verdict().detail(),
                    result.millis());
        }
    }

    private static Engine engine(Wiring wiring, Path folder, SandboxLevel level) {
        CrossSessionAccess auditor = CrossSessionAccess.forPlace(CrossSessionAccess.Place.AUDITOR);
        return new Engine(
                wiring.machine(),
                wiring.router(),
                wiring.store().workspaces(),
                wiring.credential(),
                () -> List.copyOf(wiring.store().incidents().list(auditor)),
                (repository, session, task, script) -> supervisor(folder, level, repository, session, task, script));
    }

    /** This very program, as a process that can be killed. */
    private static ProcessBuilder supervisor(
            Path folder, SandboxLevel level, Path repository, String session, String task, String script) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // One that is killed can't remove its temporary files.
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of("run", "--sandbox", level.label(), "--repo", repository.toString()));
        command.addAll(List.of("--session", session, "--task", task, "--", "/bin/sh", "-c", script));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment(folder));
        return builder;
    }

    /** Nothing of the person's: neither their configuration nor their state. */
    private static Map<String, String> environment(Path folder) {
        return new HashMap<>(Map.of(
                "PATH", "/usr/local/bin:/usr/bin:/bin",
                "LC_ALL", "C.UTF-8",
                "HOME", folder.resolve("nobody").toString(),
                "CORDON_HOME", folder.resolve("h").toString(),
                "CORDON_TERMINALS", " "));
    }

    /** The corpus, in a home of its own that is gone afterwards: the person's home and sessions are not touched. */
    @Command(name = "self", description = "Make every attack of the corpus in real capsules.")
    static final class Self extends CordonCommand {
        @Option(
                names = "--only",
                paramLabel = "PART",
                description = "capsule, which is also the default: attacks on what keeps a run in its capsule.")
        String only = "capsule";

        @Option(
                names = "--sandbox",
                paramLabel = "LEVEL",
                description = "namespace or container; default: what cordon.yaml says, else namespace.")
        Optional<String> sandbox = Optional.empty();

        Self(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (!only.equals("capsule")) {
                throw new CordonException.BadInput(Problem.of(
                        "audit-part",
                        "There is no part '" + only + "' to audit",
                        "the parts are: capsule",
                        "write --only capsule"));
            }
            SandboxLevel level = sandbox.map(SandboxLevel::named)
                    .orElseGet(() -> config().capsule().sandbox());
            Path folder = Files.createTempDirectory(PREFIX);
            Thread me = Thread.currentThread();
            try (ShutdownGate _ = ShutdownGate.open(me::interrupt)) {
                try {
                    return report(level, audited(folder, level));
                } finally {
                    Folders.delete(folder);
                }
            }
        }

        private List<CaseView> audited(Path folder, SandboxLevel level) throws IOException, InterruptedException {
            Surroundings inside = new Surroundings(environment(folder), folder, surroundings.out(), surroundings.err());
            Terminal terminal = terminal();
            List<CaseView> views = new ArrayList<>();
            try (Wiring wiring = new Wiring(inside, Config.defaults().withSandbox(level), Optional.empty());
                    Audit audit = Audit.open(folder.resolve("lab"), engine(wiring, folder, level), Checkout.OVERLAY)) {
                for (var one : Audit.cases()) {
                    terminal.progress(one.number() + " " + one.title());
                    CaseView view = CaseView.of(audit.attempt(one));
                    views.add(view);
                    terminal.line(line(view));
                }
            }
            return views;
        }

        private int report(SandboxLevel level, List<CaseView> views) {
            long held = count(views, "held");
            long crossed = count(views, "CROSSED");
            long untested = count(views, "untested");
            terminal()
                    .line(held + " held, " + crossed + " crossed, " + untested + " untested (sandbox " + level.label()
                            + ")");
            if (common.json) {
                print(Map.of(
                        "sandbox",
                        level.label(),
                        "held",
                        held,
                        "crossed",
                        crossed,
                        "untested",
                        untested,
                        "cases",
                        views));
            }
            return crossed > 0 ? CordonCli.FAILED : untested > 0 || held == 0 ? INCONCLUSIVE : CordonCli.DONE;
        }

        private static long count(List<CaseView> views, String verdict) {
            return views.stream().filter(view -> view.verdict().equals(verdict)).count();
        }

        private static String line(CaseView view) {
            String line = "%2d  %-8s  %-4s %s".formatted(view.number(), view.verdict(), view.rule(), view.title());
            return view.detail().isEmpty() ? line : line + ": " + view.detail();
        }
    }
}
