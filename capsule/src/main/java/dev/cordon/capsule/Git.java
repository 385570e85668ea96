package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The host's git, called so that nothing in a repository can make it execute anything (C28): no hooks, no file
 * system monitor, no external diff, no prompt, no variables of the caller's.
 *
 * <p>{@link #onUsers} works in a person's own repository and obeys that person's configuration; {@link #onOurs}
 * works in git directories that Cordon made and reads no configuration but theirs. Immutable and thread-safe.
 */
final class Git {
    private static final List<String> HARDENED = List.of(
            "-c", "core.hooksPath=/dev/null",
            "-c", "core.fsmonitor=false",
            "-c", "core.untrackedCache=false",
            "-c", "gc.auto=0",
            "-c", "maintenance.auto=false",
            "-c", "submodule.recurse=false",
            "-c", "protocol.allow=never",
            "-c", "diff.external=",
            "-c", "core.pager=cat");

    private final List<String> prefix;
    private final Map<String, String> environment;
    private final Path folder;

    private Git(List<String> prefix, Map<String, String> environment, Path folder) {
        this.prefix = List.copyOf(prefix);
        this.environment = Map.copyOf(environment);
        this.folder = folder;
    }

    /** Git in a person's repository at {@code folder}, with that person's own configuration. */
    static Git onUsers(Path folder, Map<String, String> callersEnvironment) {
        Map<String, String> environment = base();
        for (String name : List.of("HOME", "XDG_CONFIG_HOME", "PATH")) {
            String value = callersEnvironment.get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        return new Git(command(), environment, folder);
    }

    /** Git on a git directory that Cordon made; {@code folder} is where relative paths begin. */
    static Git onOurs(Path gitDirectory, Path folder) {
        Map<String, String> environment = base();
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_ATTR_NOSYSTEM", "1");
        environment.put("GIT_DIR", gitDirectory.toString());
        return new Git(command(), environment, folder);
    }

    Git with(String variable, String value) {
        Map<String, String> extended = new HashMap<>(environment);
        extended.put(variable, value);
        return new Git(prefix, extended, folder);
    }

    /** The same with one setting more, over all that configuration files say. */
    Git set(String key, String value) {
        List<String> extended = new ArrayList<>(prefix);
        extended.addAll(List.of("-c", key + "=" + value));
        return new Git(extended, environment, folder);
    }

    /** The program, ready to run; its failure is an answer. */
    HostProgram program(String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(arguments));
        return new HostProgram(command, environment).in(folder);
    }

    HostProgram.Result run(String... arguments) {
        return program(arguments).run();
    }

    /** Runs it and answers its output as text; a failure is a {@link CordonException.Unavailable}. */
    String text(String... arguments) {
        return checked(run(arguments), arguments[0]).text();
    }

    static HostProgram.Result checked(HostProgram.Result result, String step) {
        if (result.ok()) {
            return result;
        }
        throw new CordonException.Unavailable(Problem.of(
                "git-failed",
                "git " + step + " failed (exit " + result.exit() + ")",
                result.errors().isEmpty() ? "it gave no reason" : result.errors(),
                Problems.diskMend(result.errors())
                        .orElse("run 'git fsck' in the repository; if it is sound, report this with the text above")));
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add("git");
        command.addAll(HARDENED);
        return command;
    }

    private static Map<String, String> base() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("GIT_OPTIONAL_LOCKS", "0");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_NO_REPLACE_OBJECTS", "1");
        return environment;
    }
}
