package dev.cordon.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the program finds around itself: the caller's environment and folder, and where it prints. Immutable.
 *
 * @param environment variables of the caller, without those that the launcher sets for the JVM
 */
record Surroundings(Map<String, String> environment, Path folder, PrintStream out, PrintStream err) {
    private static final String CALLERS_LC_ALL = "CORDON_CALLER_LC_ALL";

    Surroundings {
        environment = callers(environment);
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Where Cordon keeps its state. */
    Path home() {
        return variable("CORDON_HOME")
                .map(folder::resolve)
                .orElseGet(() -> variable("XDG_DATA_HOME")
                        .map(Path::of)
                        .orElse(Path.of(variable("HOME").orElse("/"), ".local/share"))
                        .resolve("cordon"))
                .normalize();
    }

    /** Whether a descriptor leads to a terminal: the launcher looked, before a JVM stood in between. */
    boolean isTerminal(int descriptor) {
        return List.of(variable("CORDON_TERMINALS").orElse("").split(" ")).contains(Integer.toString(descriptor));
    }

    boolean colours() {
        return isTerminal(1)
                && variable("NO_COLOR").isEmpty()
                && !variable("TERM").orElse("dumb").equals("dumb");
    }

    private static Map<String, String> callers(Map<String, String> environment) {
        Map<String, String> callers = new java.util.HashMap<>(environment);
        String locale = callers.remove(CALLERS_LC_ALL);
        if (locale != null) {
            if (locale.isEmpty()) {
                callers.remove("LC_ALL");
            } else {
                callers.put("LC_ALL", locale);
            }
        }
        return Map.copyOf(callers);
    }
}
