package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.Console;
import java.util.Optional;

/** Where a person decides: at a terminal, with a code that they have read (C26). */
final class PersonsTerminal {
    private PersonsTerminal() {}

    /** @throws CordonException.Refused where there is no terminal */
    static Console require(String what, String command) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C26,
                    what + "-needs-terminal",
                    "Nothing is approved",
                    "an approval is given by a person, at a terminal",
                    "type '" + command + "' in one"));
        }
        return console;
    }

    static String code(Console console, String what) {
        return Optional.ofNullable(console.readLine("type the code to %s: ", what))
                .orElse("")
                .strip();
    }
}
