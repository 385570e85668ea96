package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** Everything that is wrong with a configuration file, collected before anything fails. */
final class ConfigProblems {
    private final List<String> problems = new ArrayList<>();

    void add(Node node, String text) {
        problems.add(node.getStartMark()
                        .map(mark -> "line " + (mark.getLine() + 1) + ": ")
                        .orElse("")
                + text);
    }

    void add(String text) {
        problems.add(text);
    }

    List<String> all() {
        return List.copyOf(problems);
    }

    /** @throws CordonException.BadInput with every problem, if there is any */
    void throwIfAny(String file) {
        if (!problems.isEmpty()) {
            throw new CordonException.BadInput(Problem.of(
                    "config-invalid",
                    "The configuration '" + file + "' has " + problems.size()
                            + (problems.size() == 1 ? " problem" : " problems"),
                    "\n  " + String.join("\n  ", problems) + "\n",
                    "mend these lines; docs/configuration.md lists every key"));
        }
    }
}
