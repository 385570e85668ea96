package dev.cordon.cli;

import dev.cordon.core.Incident;
import dev.cordon.core.Rule;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cordon explain INCIDENT}: which rule, why, and how to allow it where that is wanted. */
@Command(name = "explain", description = "Explain an incident: which rule, why, and how to allow it if that is wanted.")
final class ExplainCommand extends CordonCommand {
    @Parameters(paramLabel = "INCIDENT", description = "An incident's id, or a rule: C24.")
    String id = "";

    ExplainCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        if (id.matches("C[0-9]{1,2}")) {
            Rule rule = rule(id);
            return answer(
                    Map.of("rule", rule.name(), "title", rule.title(), "allow", howToAllow(rule)),
                    rule + ": " + rule.title() + "\nto allow it: " + howToAllow(rule) + "\n");
        }
        try (Wiring wiring = wiring()) {
            Incident incident = wiring.store().incidents().show(IncidentsCommand.access(), id);
            Rule rule = incident.rule();
            return answer(
                    Map.of(
                            "incident",
                            id,
                            "rule",
                            rule.name(),
                            "title",
                            rule.title(),
                            "what",
                            incident.what(),
                            "allow",
                            howToAllow(incident)),
                    "what happened: " + incident.what() + " (" + incident.count() + " times, last at "
                            + incident.lastAt() + ")\nrule:          " + rule + ", " + rule.title()
                            + "\nto allow it:   " + howToAllow(incident) + "\nto close it:   cordon incidents close "
                            + id
                            + " --evidence '…'\n");
        }
    }

    private static Rule rule(String name) {
        try {
            return Rule.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new dev.cordon.core.CordonException.BadInput(dev.cordon.core.Problem.of(
                    "rule-unknown", "There is no rule " + name, "the contract has C1 to C34", "see docs/contract.md"));
        }
    }

    /** An incident names nothing; what a run tried stands on its trace. */
    private static String howToAllow(Incident incident) {
        return switch (incident.code()) {
            case "address-forbidden", "address-literal" ->
                "'cordon trace' of the run names the host; where it is meant, name its address in the lane: egress: [\"HOST:443=ADDRESS\"]";
            case "sni-mismatch", "not-tls", "nested-connect" ->
                "it can't be: a tunnel carries TLS to the host that it names, and 'cordon trace' of the run names it";
            case "secret-found" ->
                "it can't be: let the agent work without the secret; 'cordon trace' of the run names the host";
            default -> howToAllow(incident.rule());
        };
    }

    private static String howToAllow(Rule rule) {
        return switch (rule) {
            case C24 -> "name the tool in the lane under 'lanes' in cordon.yaml; it counts from the next run on";
            case C26 -> "let the agent ask again, and approve what 'cordon approvals show' displays";
            case C27 ->
                "declare what the capsule needs to see under 'capsule.mounts' or the workspace's 'mounts' (read-only)";
            case C29 -> "ask for what this machine can enforce ('cordon doctor' tells), or leave the limit out";
            case C31 -> "read the patch ('cordon task diff') and approve its release";
            case C34 -> "ask for less at once, or raise the limit in cordon.yaml";
            default -> "it can't be allowed: it is what keeps sessions apart";
        };
    }
}
