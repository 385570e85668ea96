package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Sandbox.Confined;
import dev.cordon.core.spi.Sandbox.Confinement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A started capsule. Its leader is process 1 of its process namespaces: the kernel ends every other process there, the
 * relay's included, before the leader itself is gone, so a leader that is gone or a zombie means that nothing is left
 * running.
 */
final class ConfinedProcess implements Confined {
    private final Process process;
    private volatile long leader = -1;
    private boolean open;

    /** @param process the launch's, whose one child is the leader */
    ConfinedProcess(Process process) {
        this.process = process;
    }

    @Override
    public Process process() {
        return process;
    }

    @Override
    public long leader() {
        if (leader < 0) {
            leader = ChildProcesses.of(process.pid()).stream().findFirst().orElse(-1L);
        }
        return leader;
    }

    /** Lets the program begin if its way out stands by now. */
    void openIfListening(Confinement confinement) {
        if (!open && confinement.relay().isPresent() && leader() > 0 && NetworkRelay.listens(leader())) {
            NetworkRelay.openGate(confinement.folder());
            open = true;
        }
    }

    /** Lets the program begin, once its way out stands. */
    void open(Confinement confinement) {
        if (!open && confinement.relay().isPresent()) {
            NetworkRelay.awaitListening(leader(), confinement.folder());
            NetworkRelay.openGate(confinement.folder());
            open = true;
        }
    }

    @Override
    public void kill() {
        long first = leader();
        if (first > 0 && process.isAlive()) {
            ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);
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
        long first = leader();
        boolean interrupted = false;
        try {
            while (process.isAlive() || LiveProcess.isRunning(first)) {
                if (System.nanoTime() > deadline) {
                    throw outlives(first);
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
