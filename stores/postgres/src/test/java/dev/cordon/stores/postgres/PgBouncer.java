package dev.cordon.stores.postgres;

import dev.cordon.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real pgbouncer in transaction mode before a server, which gives every statement whichever connection is free. */
final class PgBouncer implements AutoCloseable {
    private final Process process;
    private final int port;

    /** @param connections to the server, fewer than the clients have */
    PgBouncer(Path folder, int server, int connections) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path users = Files.writeString(folder.resolve("users.txt"), "\"app\" \"secret\"\n");
        Path settings = Files.writeString(
                folder.resolve("pgbouncer.ini"),
                String.join(
                        "\n",
                        "[databases]",
                        "* = host=127.0.0.1 port=" + server,
                        "[pgbouncer]",
                        "listen_addr = 127.0.0.1",
                        "listen_port = " + port,
                        "unix_socket_dir =",
                        "auth_type = plain",
                        "auth_file = " + users,
                        "pool_mode = transaction",
                        "default_pool_size = " + connections,
                        "ignore_startup_parameters = extra_float_digits",
                        ""));
        // It does not run as root; the folder of the test is its user's then.
        List<String> command = new ArrayList<>(List.of(program(), settings.toString()));
        if (System.getProperty("user.name").equals("root")) {
            readable(folder);
            command.addAll(List.of("-u", "nobody"));
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                .start();
        Await.until(Duration.ofSeconds(10), this::listens, "pgbouncer to listen");
    }

    private static void readable(Path folder) throws IOException {
        for (Path part = folder; part != null && Files.isWritable(part); part = part.getParent()) {
            part.toFile().setReadable(true, false);
            part.toFile().setExecutable(true, false);
        }
    }

    private static String program() {
        for (String path : List.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")) {
            if (Files.isExecutable(Path.of(path))) {
                return path;
            }
        }
        throw new AssertionError(
                "pgbouncer is missing, without which pooling is not tested: apt-get install pgbouncer");
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("pgbouncer has ended");
        }
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        process.waitFor();
    }
}
