package dev.cordon.core.spi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts one program that sees its capsule and nothing else (C27): own user, process, mount, network, IPC and host
 * name namespaces, and of the host's files only what the {@link Confinement} names.
 *
 * <p>Implementations are thread-safe and hold no state of a capsule: all of it lies in the capsule's folder and in
 * the {@link Confined} program. A sandbox that can't give what was asked refuses; it never starts something weaker
 * (C29).
 */
public interface Sandbox {

    /** The level as people write it: {@code namespace} or {@code container}. */
    String level();

    /** What a trial start on this machine shows: ready, or what is missing and how to mend it. */
    Readiness probe();

    /**
     * Starts the program. Returns once it runs, or once it is known that it can't be run.
     *
     * @throws dev.cordon.core.CordonException.Unavailable when the machine refuses a step
     * @throws dev.cordon.core.CordonException.BadInput when the program is missing inside or not executable
     */
    Confined start(Confinement confinement);

    /** The answer of a probe. */
    sealed interface Readiness {
        /** It works here; {@code detail} names what was found. */
        record Ready(String detail) implements Readiness {}

        /** It does not; with the mend that a person can type. */
        record Missing(String why, String mend) implements Readiness {}
    }

    /**
     * Everything that one program may see.
     *
     * @param folder the capsule's own folder: {@code upper}, {@code work}, {@code mnt}, {@code home}, {@code tmp},
     *     {@code run}, and {@code copies} for what is written over mounts that are copied
     * @param lowers read-only layers of the checkout, topmost first; empty where the checkout lies in {@code mnt}
     * @param environment the whole environment; nothing of the host's is added
     * @param before a shell's text that runs inside just before the program, which a failure of it keeps from starting
     * @param program the program and its arguments, as seen inside
     * @param controlGroups folders of control groups that the program joins before it runs
     * @param resourceLimits limits per process, by the letter that {@code ulimit} uses
     * @param relay the only way out of the capsule's network namespace; empty for none at all
     */
    record Confinement(
            Path folder,
            List<Path> lowers,
            List<Mount> mounts,
            Map<String, String> environment,
            Optional<String> before,
            List<String> program,
            List<Path> controlGroups,
            Map<String, Long> resourceLimits,
            Streams streams,
            Optional<Relay> relay) {
        public Confinement {
            lowers = List.copyOf(lowers);
            mounts = List.copyOf(mounts);
            environment = Map.copyOf(environment);
            program = List.copyOf(program);
            controlGroups = List.copyOf(controlGroups);
            resourceLimits = Map.copyOf(resourceLimits);
        }

        /** The same with a way out. */
        public Confinement with(Relay way) {
            return new Confinement(
                    folder,
                    lowers,
                    mounts,
                    environment,
                    before,
                    program,
                    controlGroups,
                    resourceLimits,
                    streams,
                    Optional.of(way));
        }

        /** With nothing before the program, and without any way out. */
        public Confinement(
                Path folder,
                List<Path> lowers,
                List<Mount> mounts,
                Map<String, String> environment,
                List<String> program,
                List<Path> controlGroups,
                Map<String, Long> resourceLimits,
                Streams streams) {
            this(
                    folder,
                    lowers,
                    mounts,
                    environment,
                    Optional.empty(),
                    program,
                    controlGroups,
                    resourceLimits,
                    streams,
                    Optional.empty());
        }
    }

    /** A file or folder of the host that the capsule sees at {@code inside}. */
    record Mount(Path host, String inside, Access access) {}

    /** What a capsule may do with a part of the host that it sees. */
    enum Access {
        READ,
        /** What it writes is the host's at once. */
        WRITE,
        /**
         * It writes as it likes, to a layer of its own that goes with its folder; the host's folder, whose owner the
         * caller must be, stays byte for byte as it is and may be shown to any number of capsules at once.
         */
        COPY
    }

    /**
     * Carries each connection to {@code port} on the capsule's loopback to {@code socket}, a unix socket of the host.
     * It stands before the program runs, outside of what the program can see or end.
     */
    record Relay(Path socket, int port) {}

    /** Where the program's standard streams lead. */
    sealed interface Streams {
        /** Pipes: what is written can be read through {@link Confined#process()}; {@code input} null reads nothing. */
        record Pipes(@Nullable Path input) implements Streams {}

        /** A terminal of the capsule's own, by the path of its device. */
        record Terminal(Path device) implements Streams {}
    }

    /** A started program and everything that it started in turn. Thread-safe. */
    interface Confined {
        /** The outermost process, for its streams and its exit code. */
        Process process();

        /** The pid, in the host's counting, of the process whose end ends all others of the capsule. */
        long leader();

        /** Ends every process of the capsule. Idempotent; returns at once. */
        void kill();

        /**
         * Waits until no process of the capsule is left. Only then may its files be read (C28).
         *
         * @throws dev.cordon.core.CordonException.Unavailable when some process outlives {@code patience}
         */
        void awaitAllDead(Duration patience);
    }
}
