package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Sandbox.Confined;
import dev.cordon.core.spi.Sandbox.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A started capsule. Its leader is process 1 of its process namespaces: the kernel ends every other process there, the
 * relay's included, before the leader itself is gone, so a leader that is gone or a zombie means that nothing is left
 * running.
 */
final class ConfinedProcess implements Confined {
    private final Process process;
    private final Path folder;

    /** @param folder the capsule's own, in which the launch writes its leader's number */
    ConfinedProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    @Override
    public Process process() {
        return process;
    }

    @Override
    public long leader() {
        try {
            return Long.parseLong(Files.readString(folder.resolve("leader")).strip());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    /** Lets the program begin, once its way out stands. */
    void open(Confinement confinement) {
        if (confinement.relay().isPresent()) {
            NetworkRelay.awaitListening(leader(), folder);
            NetworkRelay.openGate(folder);
        }
    }

    @Override
    public void kill() {
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
            while (process.isAlive() || LiveProcess.isRunning(leader)) {
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
