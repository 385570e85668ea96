package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.Await;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server that a test may kill and start again, with the same data on the same port. */
final class OwnServer implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final EmbeddedPostgres server;
    private final Path folder;
    private final Path data;
    private final Path programs;

    OwnServer(Path folder) throws IOException {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.server = Server.start(data);
        this.programs =
                Files.readSymbolicLink(Path.of("/proc", postmaster(), "exe")).getParent();
    }

    EmbeddedPostgres server() {
        return server;
    }

    Path data() {
        return data;
    }

    /** Starts another server, of the same programs and settings, on a copy of this one's data. */
    void startOther(Path copy, int port) throws Exception {
        Path log = copy.resolveSibling(copy.getFileName() + ".log");
        List<String> command = new ArrayList<>(asItself());
        command.addAll(List.of(
                programs.resolve("pg_ctl").toString(),
                "-w",
                "-D",
                copy.toString(),
                "-l",
                log.toString(),
                "-o",
                options().replaceFirst("-p \\d+", "-p " + port),
                "start"));
        try {
            run(command);
        } catch (AssertionError e) {
            throw new AssertionError(Files.readString(log), e);
        }
    }

    /** Tells the server of a data folder something. */
    void control(Path of, String... words) throws Exception {
        List<String> command = new ArrayList<>(asItself());
        command.addAll(List.of(programs.resolve("pg_ctl").toString(), "-D", of.toString()));
        command.addAll(List.of(words));
        run(command);
    }

    private String postmaster() throws IOException {
        return Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
    }

    /** As a loss of power, for all that the server can tell. */
    void stopAtOnce() throws Exception {
        ProcessHandle.of(Long.parseLong(postmaster())).orElseThrow().destroyForcibly();
        Await.until(SOON, () -> ProcessHandle.allProcesses().noneMatch(this::isOurs), "the server's processes to end");
        // After a loss of power no process has its number; here a dead one that nobody waited for may still.
        Files.delete(data.resolve("postmaster.pid"));
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .equals(data);
        } catch (IOException e) {
            return false;
        }
    }

    void startAgain() throws Exception {
        run(startCommand());
    }

    /** Starts it where {@code small}, a folder, is a file system of so many megabytes. */
    void startAgainWithSmall(Path small, int megabytes) throws Exception {
        String mount = "mount -t tmpfs -o mode=0700,size=" + megabytes + "m none '" + small + "' && exec \"$@\"";
        List<String> command = new ArrayList<>(
                List.of("unshare", "-r", "-m", "--propagation", "private", "sh", "-c", mount, "sh", "unshare", "-U"));
        command.addAll(start());
        run(command);
    }

    /** A folder as the server's own mounts show it. */
    Path seenByIt(Path path) throws IOException {
        return Path.of("/proc", postmaster(), "root", path.toString());
    }

    /** The server does not run as root; without a user of its own it is nobody. */
    private List<String> startCommand() throws IOException {
        List<String> command = new ArrayList<>(asItself());
        command.addAll(start());
        return command;
    }

    private static List<String> asItself() {
        return System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of();
    }

    private String options() throws IOException {
        String line =
                Files.readAllLines(data.resolve("postmaster.opts")).getFirst().replace("\"", "");
        return line.substring(line.indexOf(' ')).replaceFirst(" -D \\S+", "");
    }

    private List<String> start() throws IOException {
        String options = options();
        String log = folder.resolve("log").toString();
        return List.of(
                programs.resolve("pg_ctl").toString(), "-w", "-D", data.toString(), "-l", log, "-o", options, "start");
    }

    private void run(List<String> command) throws Exception {
        Process start = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(start.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(start.waitFor()).as(said).isZero();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
