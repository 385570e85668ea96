package dev.cordon.capsule;

import dev.cordon.core.Limits.Resource;
import dev.cordon.core.spi.Sandbox;
import dev.cordon.core.spi.Sandbox.Confined;
import dev.cordon.core.spi.Sandbox.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A capsule that stands and runs nothing yet. Its life is {@link #start}, {@link Running#await}, {@link
 * Ended#harvest}; only the stage that allows a step has it as a method. {@link #teardown} is legal at every stage and
 * idempotent. Owned by its run; not thread-safe, but for {@link Running#stop}.
 */
public final class Capsule implements AutoCloseable {
    /** Past this, a killed process hangs in the kernel and a person is told. */
    static final Duration DEATH_PATIENCE = Duration.ofSeconds(10);

    private final CapsuleSpec spec;
    private final LimitPlan plan;
    private final CapsuleFolder folder;
    private final ControlGroup group;
    private final Journal journal;
    private final Sandbox sandbox;
    private Optional<Running> running = Optional.empty();
    private boolean filesAreHeld;

    Capsule(
            CapsuleSpec spec,
            LimitPlan plan,
            CapsuleFolder folder,
            ControlGroup group,
            Journal journal,
            Sandbox sandbox) {
        this.spec = spec;
        this.plan = plan;
        this.folder = folder;
        this.group = group;
        this.journal = journal;
        this.sandbox = sandbox;
        spec.boundary().forEach(this::show);
        spec.home().forEach(folder::putHome);
    }

    public LimitPlan limits() {
        return plan;
    }

    /** The folder shown read-only inside as {@code /run/cordon}. */
    public Path boundary() {
        return folder.run();
    }

    /**
     * Starts the program; when this returns, it runs. When it throws, nothing runs, and {@link #hasBegun} tells whether
     * it did.
     *
     * @throws dev.cordon.core.CordonException.BadInput when it is missing inside or not executable
     */
    public Running start(List<String> program) {
        return start(Optional.empty(), program);
    }

    /**
     * The same after a shell's text that runs inside; when that fails, the program is not started, and {@link
     * #hasBegun} answers false for good.
     */
    public Running start(Optional<String> before, List<String> program) {
        Confined confined = sandbox.start(new Confinement(
                folder.path(),
                Capsules.lowers(spec),
                spec.mounts(),
                Capsules.environment(spec),
                before,
                program,
                group.folders(),
                plan.byUlimit(),
                spec.streams(),
                spec.relay()));
        Running started = new Running(confined);
        running = Optional.of(started);
        try {
            journal.append(
                    Journal.Step.STARTED,
                    LiveProcess.of(confined.leader()).map(LiveProcess::facts).orElse(Map.of()));
            return started;
        } catch (RuntimeException e) {
            throw ended(started, e);
        }
    }

    private static RuntimeException ended(Running started, RuntimeException cause) {
        try {
            started.kill();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    /** Whether the program itself was started; nothing inside can change the answer. */
    public boolean hasBegun() {
        return folder.hasBegun();
    }

    /** Removes all of it: processes, mounts, namespaces, control groups, files (C30). */
    public void teardown() {
        // While a process lives its files stay: who repairs this later harvests them first.
        running.ifPresent(Running::kill);
        try {
            group.remove();
        } finally {
            Folders.delete(folder.path());
        }
    }

    /** From now on {@link #close} leaves the files where they are: they hold work that is kept nowhere else yet. */
    public void holdFiles() {
        filesAreHeld = true;
    }

    /** What the capsule changed is kept elsewhere now; its files may go. */
    public void letFilesGo() {
        filesAreHeld = false;
    }

    /** As {@link #teardown}, but files that are held stay for a repair, which finds them by the journal (C18). */
    @Override
    public void close() {
        if (!filesAreHeld) {
            teardown();
            return;
        }
        running.ifPresent(Running::kill);
        group.remove();
    }

    private void show(String name, byte[] content) {
        Path file = folder.run().resolve(name);
        try {
            Files.write(file, content);
            boolean program = content.length > 2 && content[0] == '#' && content[1] == '!';
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(program ? "r-xr-xr-x" : "r--r--r--"));
        } catch (IOException e) {
            throw Problems.disk("write into a capsule's folder", e);
        }
    }

    /** A capsule whose program runs. {@link #stop} may be called from any thread. */
    public final class Running {
        private final Confined confined;
        private volatile Ending ending = Ending.BY_ITSELF;

        private Running(Confined confined) {
            this.confined = confined;
        }

        public Process process() {
            return confined.process();
        }

        /** Ends every process of the capsule, for the reason given; the first reason counts. */
        public void stop(Ending reason) {
            synchronized (this) {
                if (ending == Ending.BY_ITSELF) {
                    ending = reason;
                }
            }
            confined.kill();
        }

        /** Waits for the program's end, enforcing the time and disk limits, and then for the end of all others. */
        public Ended await() {
            OptionalLong disk = plan.inForce(Resource.DISK);
            DiskWatch watch = disk.isPresent()
                    ? new DiskWatch(
                            folder.writable(), confined.leader(), disk.getAsLong(), () -> stop(Ending.DISK_LIMIT))
                    : null;
            boolean interrupted;
            try (watch) {
                interrupted = awaitProgram();
            }
            kill();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (disk.isPresent() && ending == Ending.BY_ITSELF && DiskUse.isPast(folder.writable(), disk.getAsLong())) {
                ending = Ending.DISK_LIMIT;
            }
            return new Ended(confined.process().exitValue(), finalReason());
        }

        /** Answers whether the waiting thread was interrupted, which stops the program. */
        private boolean awaitProgram() {
            try {
                OptionalLong time = plan.inForce(Resource.TIME);
                if (time.isEmpty()) {
                    confined.process().waitFor();
                } else if (!confined.process().waitFor(Duration.ofMillis(time.getAsLong()))) {
                    stop(Ending.TIME_LIMIT);
                }
                return false;
            } catch (InterruptedException e) {
                stop(Ending.STOPPED);
                return true;
            }
        }

        private void kill() {
            confined.kill();
            group.kill();
            confined.awaitAllDead(DEATH_PATIENCE);
        }

        private Ending finalReason() {
            if (ending != Ending.BY_ITSELF) {
                return ending;
            }
            return switch (group.breached().orElse(null)) {
                case MEMORY -> Ending.MEMORY_LIMIT;
                case PIDS -> confined.process().exitValue() == 0 ? Ending.BY_ITSELF : Ending.PIDS_LIMIT;
                case null, default -> Ending.BY_ITSELF;
            };
        }
    }

    /** A capsule of which no process is left. */
    public final class Ended {
        private final int exit;
        private final Ending ending;

        private Ended(int exit, Ending ending) {
            this.exit = exit;
            this.ending = ending;
        }

        public int exit() {
            return exit;
        }

        public Ending ending() {
            return ending;
        }

        /** What it changed in its checkout, as a patch in {@code scratch}. */
        public Harvest harvest(Path scratch) {
            return folder.harvest(Capsules.original(spec), spec.base(), scratch)
                    .orElseThrow(() -> new IllegalStateException("a capsule that ran was made"));
        }

        /** Makes its changes a layer of the base, for every later capsule of it; of two at once the first counts. */
        public void keepAsLayer(String digest) {
            try {
                Files.move(
                        Capsules.original(spec).isPresent() ? folder.checkout() : folder.upper(),
                        Folders.create(spec.base().folder().resolve("layers")).resolve(digest),
                        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (!spec.base().hasLayer(digest)) {
                    throw Problems.disk("keep a prepared layer", e);
                }
            }
        }
    }

    /** Why a capsule's processes ended. */
    public enum Ending {
        BY_ITSELF,
        STOPPED,
        TIME_LIMIT,
        DISK_LIMIT,
        MEMORY_LIMIT,
        PIDS_LIMIT;

        /** The typed reason of the run record and of {@code --json}. */
        public String reason() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
