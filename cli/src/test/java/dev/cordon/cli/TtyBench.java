package dev.cordon.cli;

import dev.cordon.testing.GitRepo;
import dev.cordon.testing.Programs;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A repository, a home, and the program beside a user's terminal. Ends what a test left running. */
final class TtyBench implements AutoCloseable {
    private static final Pattern PID = Pattern.compile("\"pid\":\"(\\d+)\"");

    final Path home;
    final GitRepo repo;
    final UserTerminal terminal;

    TtyBench(Path folder) {
        this.home = folder.resolve("h");
        this.repo = GitRepo.init(folder.resolve("repo")).write("a.txt", "a\n");
        repo.commit("first");
        this.terminal = new UserTerminal(home, repo.folder());
    }

    /** Starts {@code cordon run --tty} with a task 't' whose agent is this script. */
    Process run(String script) throws Exception {
        return terminal.cordon("run", "--tty", "--task", "t", "--", "sh", "-c", script);
    }

    /** Runs a command without a terminal. */
    Programs.Result cordon(String... arguments) {
        List<String> command = new ArrayList<>(UserTerminal.program());
        command.addAll(List.of(arguments));
        Programs programs = Programs.in(repo.folder()).within(UserTerminal.PATIENCE);
        for (var variable : UserTerminal.environment(home).entrySet()) {
            programs = programs.with(variable.getKey(), variable.getValue());
        }
        return programs.start(command.toArray(String[]::new));
    }

    /** The process that supervises the one live run. */
    ProcessHandle supervisor() throws Exception {
        try (DirectoryStream<Path> journals = Files.newDirectoryStream(home.resolve("journal"), "*.jsonl")) {
            Matcher matcher = PID.matcher(Files.readString(journals.iterator().next()));
            if (!matcher.find()) {
                throw new AssertionError("no pid in the journal");
            }
            return ProcessHandle.of(Long.parseLong(matcher.group(1))).orElseThrow();
        }
    }

    boolean nothingRuns() throws Exception {
        return isEmpty("journal") && isEmpty("s") && isEmpty("runs");
    }

    private boolean isEmpty(String name) throws Exception {
        Path folder = home.resolve(name);
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    @Override
    public void close() throws Exception {
        if (!nothingRuns()) {
            cordon("teardown", "--all");
        }
        terminal.close();
    }
}
