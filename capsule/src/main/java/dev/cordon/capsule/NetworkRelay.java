package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Sandbox.Relay;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The one way out of a capsule's network namespace (C27): socat, which listens on the capsule's loopback and carries
 * each connection to the run's unix socket. It joins the capsule's network namespace and nothing else of it: the
 * program can't see it, trace it or end it, and through its {@code /proc} would lie the host's files. It has a process
 * namespace of its own, so that ending it ends what it forked; it ends with the thread that started it.
 */
final class NetworkRelay {
    /** The named pipe, in the capsule's folder, that holds the program back until the relay stands. */
    static final String GATE = "gate";

    /** Each connection is a process; further ones wait in the kernel's queue (C34). */
    private static final int MOST_CONNECTIONS = 512;

    private static final Duration START_PATIENCE = Duration.ofSeconds(10);

    /** Until the gate opens only the relay opens sockets there. The table of sockets itself takes 5 ms to read. */
    private static final String ONE_SOCKET = "TCP: inuse 1 ";

    /** Learns on standard input which process's network to listen in. */
    private static final String LISTEN_IN =
            "read -r inside; exec nsenter --net=/proc/\"$inside\"/ns/net \"$@\" </dev/null";

    private static final String LOOPBACK = "127.0.0.1";

    private final Process process;
    private final Path folder;
    private volatile long inside = -1;

    private NetworkRelay(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    static void makeGate(Path folder) {
        Libc.Answer made = Libc.makeFifo(folder.resolve(GATE).toString());
        if (made.failed()) {
            throw Problems.disk("make a pipe in a capsule's folder", new IOException("errno " + made.errno()));
        }
    }

    /** Opened for both directions, so that it can't wait for a reader that is gone. */
    static void openGate(Path folder) {
        try (RandomAccessFile gate = new RandomAccessFile(folder.resolve(GATE).toFile(), "rw")) {
            gate.write('\n');
        } catch (IOException e) {
            throw Problems.disk("write to a pipe in a capsule's folder", e);
        }
    }

    /**
     * Begins to start the relay, while the sandbox is being made: it comes as far as it can without a network.
     *
     * @param outer a process that may have become root of the user namespace that owns the capsule's other namespaces
     * @return empty while it has not
     * @throws CordonException.Unavailable when it can't be started; the capsule must not run then (C29)
     */
    static Optional<NetworkRelay> begin(Relay relay, long outer, Path folder) {
        if (!isRootOfItsOwn(outer)) {
            return Optional.empty();
        }
        ProcessBuilder builder = new ProcessBuilder(command(relay, outer))
                .directory(folder.toFile())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(folder.resolve("relay.err").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", LaunchEnvironment.SYSTEM_PATH);
        try {
            return Optional.of(new NetworkRelay(Spawner.start(builder), folder));
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isRootOfItsOwn(long process) {
        try {
            Path namespace = Files.readSymbolicLink(Path.of("/proc/" + process + "/ns/user"));
            return !namespace.equals(Files.readSymbolicLink(Path.of("/proc/self/ns/user")))
                    && !read(Path.of("/proc/" + process + "/uid_map")).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** Pure, so that it can be read and tested word for word. */
    static List<String> command(Relay relay, long outer) {
        return List.of(
                "nsenter",
                "--user=/proc/" + outer + "/ns/user",
                "--preserve-credentials",
                "--",
                "setpriv",
                "--pdeathsig",
                "KILL",
                "unshare",
                "--pid",
                "--fork",
                "--kill-child",
                "/bin/sh",
                "-c",
                LISTEN_IN,
                "cordon-relay",
                "socat",
                "-t",
                "600",
                "TCP-LISTEN:" + relay.port() + ",bind=127.0.0.1,reuseaddr,fork,nodelay,backlog=1024,max-children="
                        + MOST_CONNECTIONS,
                "UNIX-CONNECT:" + relay.socket());
    }

    /**
     * Lets it listen in the network namespace of a process, once the loopback is up there; to be called until it does.
     *
     * @return whether it does
     */
    boolean listenIn(long network) {
        if (inside < 0 && read(Path.of("/proc/" + network + "/net/fib_trie")).contains(LOOPBACK)) {
            try (OutputStream input = process.getOutputStream()) {
                input.write((network + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw failed(read(folder.resolve("relay.err")).strip());
            }
            inside = network;
        }
        return inside >= 0;
    }

    /**
     * Makes what it uses count against the capsule's limits (C34), as soon as the kernel gets to it; when that fails,
     * the capsule has no way out.
     */
    void join(List<Path> groups) {
        Thread.ofVirtual().start(() -> {
            try {
                for (Path group : groups) {
                    for (long member : members()) {
                        Files.writeString(group.resolve("cgroup.procs"), Long.toString(member));
                    }
                }
            } catch (IOException e) {
                kill();
            }
        });
    }

    /** What later connections are forked from. */
    private List<Long> members() {
        List<Long> members = new ArrayList<>(ChildProcesses.of(process.pid()));
        members.add(process.pid());
        return members;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it and each connection that it carries. Idempotent; returns at once. */
    void kill() {
        // Its one child is the first process of a namespace: with it the kernel ends all others there.
        ChildProcesses.of(process.pid())
                .forEach(child -> ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly));
        process.destroyForcibly();
    }

    /** @throws CordonException.Unavailable when it ended instead; the capsule must not run then (C29) */
    void awaitListening() {
        Path sockets = Path.of("/proc/" + inside + "/net/sockstat");
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!read(sockets).contains(ONE_SOCKET)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                kill();
                throw failed(read(folder.resolve("relay.err")).strip());
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static CordonException failed(String why) {
        return new CordonException.Unavailable(Problem.of(
                Rule.C29,
                "relay-failed",
                "The capsule's way to the boundary did not open",
                why.isEmpty() ? "the relay ended without a reason" : why,
                "apt-get install -y socat util-linux, then './cordon doctor'"));
    }
}
