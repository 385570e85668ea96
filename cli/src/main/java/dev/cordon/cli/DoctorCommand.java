package dev.cordon.cli;

import dev.cordon.capsule.HostPrograms;
import dev.cordon.capsule.SandboxLevel;
import dev.cordon.core.Limits;
import dev.cordon.core.Limits.Resource;
import dev.cordon.core.spi.Sandbox.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code cordon doctor}: what works here, what is missing, and the mend. Finds out by trying. */
@Command(name = "doctor", description = "What works on this machine, what is missing, and the mend.")
final class DoctorCommand extends CordonCommand {
    DoctorCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** @param state {@code ok}, {@code missing} or {@code note} */
    record Finding(String what, String state, String detail, String mend) {}

    private static Finding probed(SandboxLevel level, Wiring wiring) {
        String what = "sandbox " + level.label();
        return switch (level.in(wiring.folder().skeleton()).probe()) {
            case Readiness.Ready(String detail) -> new Finding(what, "ok", detail, "");
            case Readiness.Missing(String why, String mend) -> new Finding(what, "missing", why, mend);
        };
    }

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, String> program : Map.of(
                        "git",
                        "git",
                        "bwrap",
                        "bubblewrap",
                        "crun",
                        "crun",
                        "socat",
                        "socat",
                        "ip",
                        "iproute2",
                        "newuidmap",
                        "uidmap")
                .entrySet()) {
            findings.add(HostPrograms.find(program.getKey())
                    .map(path -> new Finding(program.getKey(), "ok", path.toString(), ""))
                    .orElse(new Finding(
                            program.getKey(), "missing", "not installed", "apt-get install -y " + program.getValue())));
        }
        Wiring wiring = wiring();
        wiring.folder().create();
        for (SandboxLevel level : SandboxLevel.values()) {
            findings.add(probed(level, wiring));
        }
        wiring.capsules()
                .plan(Limits.NONE_REQUESTED)
                .lines()
                .forEach(line -> findings.add(new Finding(
                        "limit " + line.resource().label(),
                        line.mechanism().equals("none") ? "note" : "ok",
                        "by " + line.mechanism(),
                        "")));
        if (wiring.capsules()
                .plan(Limits.NONE_REQUESTED)
                .inForce(Resource.MEMORY)
                .isEmpty()) {
            findings.add(new Finding(
                    "control groups",
                    "note",
                    "not writable: memory and cpu limits can't be enforced",
                    "start cordon in a delegated group: systemd-run --user --scope -p Delegate=yes …"));
        }
        if (System.getProperty("user.name").equals("root")) {
            findings.add(new Finding(
                    "user",
                    "note",
                    "you are root: agents run under root's id in the kernel's eyes",
                    "use an ordinary user"));
        }
        Table table = new Table("WHAT", "STATE", "DETAIL", "MEND");
        findings.forEach(f -> table.row(f.what(), f.state(), f.detail(), f.mend()));
        answer(findings, table.toString());
        return findings.stream().anyMatch(f -> f.state().equals("missing")) ? CordonCli.FAILED : CordonCli.DONE;
    }
}
