package dev.cordon.cli;

import dev.cordon.capsule.Pty;
import dev.cordon.capsule.TerminalSize;
import dev.cordon.testing.Await;
import dev.cordon.testing.Programs;
import dev.cordon.testing.TestMark;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A person's terminal: a real pty, with the program of the test class path started on it as a shell would. */
final class UserTerminal implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home;
    private final Path folder;
    private final Pty pty = Pty.open(new TerminalSize(37, 111));
    private final StringBuffer shown = new StringBuffer();
    private final List<Process> started = new ArrayList<>();

    /** Open as a shell has it open, so that the terminal stands while no program of ours is on it. */
    private final RandomAccessFile shell;

    UserTerminal(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
        try {
            this.shell = new RandomAccessFile(pty.device().toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::collect);
    }

    Path device() {
        return pty.device();
    }

    /** Types a command line; answers the program's process. */
    Process cordon(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "dev=$1; shift; exec setsid -c -w \"$@\" <>$dev >&0 2>&0"));
        command.add("x");
        command.add(pty.device().toString());
        command.addAll(program());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment(home));
        builder.environment().put("CORDON_TERMINALS", "0 1 2");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    static List<String> program() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cordon.cli.Main");
    }

    static Map<String, String> environment(Path home) {
        return Map.of(
                "CORDON_HOME",
                home.toString(),
                "CORDON_TERMINALS",
                "",
                "NO_COLOR",
                "1",
                "TERM",
                "xterm-test",
                TestMark.NAME,
                TestMark.value());
    }

    private void collect() {
        byte[] buffer = new byte[16 << 10];
        try {
            for (int n = pty.read(buffer); n >= 0; n = pty.read(buffer)) {
                shown.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            shown.append(e);
        }
    }

    void type(String keys) throws IOException {
        byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
        pty.write(bytes, bytes.length, () -> true);
    }

    void resize(int rows, int columns) throws IOException {
        pty.resize(new TerminalSize(rows, columns));
    }

    String screen() {
        return shown.toString();
    }

    void clear() {
        shown.setLength(0);
    }

    void awaitText(String text) throws Exception {
        Await.until(PATIENCE, () -> screen().contains(text), "'" + text + "' on the screen: " + screen());
    }

    int exitOf(Process process) throws Exception {
        Await.until(PATIENCE, () -> !process.isAlive(), "the end of cordon; on the screen: " + screen());
        return process.exitValue();
    }

    /** The terminal's settings, as {@code stty} says them. */
    String settings() {
        return Programs.run("stty", "-g", "-F", pty.device().toString())
                .orFail()
                .out();
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
        pty.close();
        try {
            shell.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
