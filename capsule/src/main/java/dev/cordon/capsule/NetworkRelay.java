package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Sandbox.Relay;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The one way out of a capsule's network namespace (C27): socat, which listens on the capsule's loopback and carries
 * each connection to the run's unix socket. It shares the capsule's network and nothing else of it: the program can't
 * see it, trace it or end it, and through its {@code /proc} would lie the host's files. It runs in the launch's process
 * namespace and ends with it, and with it all that it forked.
 */
final class NetworkRelay {
    /** The named pipe, in the capsule's folder, that holds the program back until the relay stands. */
    static final String GATE = "gate";

    private static final String ERRORS = "relay.err";

    /** Each connection is a process; further ones wait in the kernel's queue (C34). */
    private static final int MOST_CONNECTIONS = 512;

    private static final Duration START_PATIENCE = Duration.ofSeconds(10);

    /** Until the gate opens only the relay opens sockets there. The table of sockets itself takes 5 ms to read. */
    private static final String ONE_SOCKET = "TCP: inuse 1 ";

    private NetworkRelay() {}

    /**
     * Lines of the launch, with none of the capsule's variables. The pipe is held open from before the relay listens,
     * so that what is written to it then is kept. Pure, so that it can be tested word for word.
     */
    static String command(Relay relay) {
        String listen = "TCP-LISTEN:" + relay.port()
                + ",bind=127.0.0.1,reuseaddr,fork,nodelay,backlog=1024,max-children=" + MOST_CONNECTIONS;
        return "exec 5<>" + GATE + "\nenv -i PATH=\"$PATH\" socat -t 600 " + listen + " "
                + LaunchScript.quoted("UNIX-CONNECT:" + relay.socket()) + " </dev/null >/dev/null 2>" + ERRORS
                + " 5>&- &\n";
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

    /** @param leader the first process of the launch */
    static boolean listens(long leader) {
        return read(Path.of("/proc/" + leader + "/net/sockstat")).contains(ONE_SOCKET);
    }

    /**
     * @param leader the first process of the launch
     * @throws CordonException.Unavailable when it does not come to listen; the capsule must not run then (C29)
     */
    static void awaitListening(long leader, Path folder) {
        Path errors = folder.resolve(ERRORS);
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!listens(leader)) {
            String why = read(errors).strip();
            boolean ended = !why.isEmpty() && ChildProcesses.of(leader).stream().noneMatch(NetworkRelay::isRelay);
            if (ended || !LiveProcess.isRunning(leader) || System.nanoTime() > deadline) {
                throw failed(why);
            }
            LockSupport.parkNanos(200_000);
        }
    }

    /** Whether a process is the relay of a launch: no process of the capsule is in the launch's own process namespace. */
    static boolean isPartOf(long leader, long process) {
        Optional<Path> namespace = processNamespace(process);
        return isRelay(process) && namespace.isPresent() && namespace.equals(processNamespace(leader));
    }

    private static boolean isRelay(long process) {
        return read(Path.of("/proc/" + process + "/comm")).strip().equals("socat");
    }

    private static Optional<Path> processNamespace(long process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + process + "/ns/pid")));
        } catch (IOException e) {
            return Optional.empty();
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
                "apt-get install -y socat, then './cordon doctor'"));
    }
}
