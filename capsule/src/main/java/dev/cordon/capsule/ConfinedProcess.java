package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Sandbox.Confined;
import dev.cordon.core.spi.Sandbox.Confinement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A started capsule. Its leader is process 1 of its process namespace: the kernel ends every other process there
 * before the leader itself is gone, so a leader that is gone or a zombie means that nothing is left running.
 */
final class ConfinedProcess implements Confined {
    private final Process process;
    private final Path info;
    private volatile Optional<NetworkRelay> relay = Optional.empty();

    ConfinedProcess(Process process, Path info) {
        this.process = process;
        this.info = info;
    }

    @Override
    public Process process() {
        return process;
    }

    @Override
    public long leader() {
        try {
            return NamespaceSandbox.leaderIn(Files.readString(info));
        } catch (IOException e) {
            return -1;
        }
    }

    /**
     * Brings the way out, where one is asked for, as far as it can come now.
     *
     * @return false while it can't listen yet; to be called again
     */
    boolean beginWayOut(Confinement confinement) {
        if (confinement.relay().isEmpty()) {
            return true;
        }
        if (relay.isEmpty()) {
            relay = NetworkRelay.begin(confinement.relay().get(), process.pid(), confinement.folder());
        }
        return relay.isPresent() && inside().filter(relay.get()::listenIn).isPresent();
    }

    /** Lets the program begin, once its way out stands. */
    void open(Confinement confinement) {
        relay.ifPresent(begun -> {
            begun.awaitListening();
            NetworkRelay.openGate(confinement.folder());
            begun.join(confinement.controlGroups());
        });
    }

    /** The first process in the capsule's network namespace: the leader, or what a container's runtime starts below. */
    private Optional<Long> inside() {
        long leader = leader();
        if (leader < 0) {
            return Optional.empty();
        }
        Optional<String> outside = network(process.pid());
        return Stream.concat(Stream.of(leader), ChildProcesses.of(leader).stream())
                .filter(pid -> isFirstInItsNamespace(pid)
                        && network(pid).isPresent()
                        && !network(pid).equals(outside))
                .findFirst();
    }

    /** A runtime's processes on the way there come and go; this one stays until the capsule ends. */
    private static boolean isFirstInItsNamespace(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.anyMatch(line -> line.startsWith("NSpid:") && line.endsWith("\t1"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static Optional<String> network(long pid) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net")).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void kill() {
        relay.ifPresent(NetworkRelay::kill);
        long leader = leader();
        if (leader > 0 && process.isAlive()) {
            ProcessHandle.of(leader).ifPresent(ProcessHandle::destroyForcibly);
        }
        // Of a process that has ended, this would throw away what it said and nobody has read yet.
        if (process.isAlive()) {
            process.destroyForcibly();
        }
    }

    /** Also on an interrupted thread: a run that is being stopped waits for its end like any other. */
    @Override
    public void awaitAllDead(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        long leader = leader();
        boolean interrupted = false;
        try {
            while (process.isAlive() || LiveProcess.isRunning(leader) || relayLives()) {
                if (System.nanoTime() > deadline) {
                    throw outlives(leader);
                }
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(200_000);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean relayLives() {
        return relay.map(NetworkRelay::isAlive).orElse(false);
    }

    static CordonException.Unavailable outlives(long leader) {
        return new CordonException.Unavailable(
                Problem.of(
                        Rule.C30,
                        "process-outlives",
                        "A process of the capsule does not end",
                        "the kernel still runs process " + leader,
                        "type 'cordon teardown TASK' again; if it stays, the process hangs in the kernel: see 'ps' for its state"));
    }
}
