package dev.cordon.run;

import dev.cordon.capsule.Capsule;
import dev.cordon.capsule.CapsuleSpec;
import dev.cordon.core.CordonException;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Streams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs one command in a capsule of its own, made from base plus patch and gone afterwards (C28): checks and approved
 * actions, whose inputs no agent can reach any more. The patch is applied by the capsule's own git, inside.
 */
final class FreshCapsule {
    private static final String PATCH = "patch";
    private static final int KEPT_OUTPUT = 256 << 10;

    /**
     * Printed once the patch stands, right before the command begins. What the command does comes after, so it can't make
     * a patch that applied look like one that did not; git's words go to the other stream.
     */
    private static final String BEGUN = "cordon: begun\n";

    /**
     * Variable of the environment that, when set, makes the patch a commit with this message before the command runs:
     * what an action pushes or proposes is then a commit on top of the base.
     */
    static final String COMMIT = "CORDON_COMMIT";

    private static final String APPLY_AND_BECOME = """
            if [ -s /run/cordon/patch ]; then
                git apply --index --binary --whitespace=nowarn /run/cordon/patch >&2 || exit 1
                if [ -n "${CORDON_COMMIT:-}" ]; then git commit --quiet --message "$CORDON_COMMIT" >&2 || exit 1; fi
            fi
            unset CORDON_COMMIT
            printf 'cordon: begun\\n'
            exec "$@"
            """;

    private FreshCapsule() {}

    /** @param status {@code ended}, or why it did not end by itself */
    record Outcome(String status, int exit, String output, long millis) {
        boolean succeeded() {
            return status.equals("ended") && exit == 0;
        }

        /** The same with none of these values in its output: a tool may print the credential that it was given (C23). */
        Outcome without(Collection<String> secrets) {
            String masked = output;
            for (String secret : secrets) {
                masked = masked.replace(secret, "[credential]");
            }
            return new Outcome(status, exit, masked, millis);
        }
    }

    /**
     * @param equipped gives the capsule what its command needs besides, such as a way out
     * @throws NotBegun when nothing of the command ran
     */
    static Outcome run(
            RunContext context,
            String name,
            List<String> command,
            Path patch,
            Map<String, String> environment,
            List<Mount> mounts,
            @Nullable Path input,
            UnaryOperator<CapsuleSpec> equipped)
            throws NotBegun {
        List<String> program = new ArrayList<>(List.of("/bin/sh", "-c", APPLY_AND_BECOME, "cordon-fresh"));
        program.addAll(command);
        long begin = System.nanoTime();
        CapsuleSpec spec = equipped.apply(
                context.capsule(name, environment, mounts, Map.of(PATCH, read(patch)), new Streams.Pipes(input)));
        try (Capsule capsule =
                context.machine().capsules().prepare(spec, context.folder().path(), context.journal())) {
            Capsule.Running running = start(capsule, program);
            context.onStart().accept(running);
            Output output = Output.collect(running.process());
            Capsule.Ended ended = running.await();
            return new Outcome(
                    status(ended, output), ended.exit(), output.text(), (System.nanoTime() - begin) / 1_000_000);
        }
    }

    private static Capsule.Running start(Capsule capsule, List<String> program) throws NotBegun {
        try {
            return capsule.start(program);
        } catch (CordonException e) {
            if (capsule.hasBegun()) {
                throw e;
            }
            throw new NotBegun(e);
        }
    }

    /** Nothing of the command ran: it is not there, or its sandbox did not start. */
    static final class NotBegun extends Exception {
        private static final long serialVersionUID = 1;

        private final transient CordonException why;

        private NotBegun(CordonException why) {
            super(why);
            this.why = why;
        }

        CordonException why() {
            return why;
        }
    }

    private static String status(Capsule.Ended ended, Output output) {
        if (ended.ending() != Capsule.Ending.BY_ITSELF) {
            return ended.ending().reason();
        }
        return output.begun() ? "ended" : "patch-does-not-apply";
    }

    private static byte[] read(Path patch) {
        try {
            return Files.readAllBytes(patch);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Both streams, the first part of them, read to their end so that no writer is blocked. */
    private record Output(ByteArrayOutputStream kept, AtomicBoolean hasBegun, List<Thread> readers) {
        static Output collect(Process process) {
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            AtomicBoolean begun = new AtomicBoolean();
            InputStream told = process.getInputStream();
            Thread first = Thread.ofVirtual().start(() -> {
                try {
                    begun.set(BEGUN.equals(new String(told.readNBytes(BEGUN.length()), StandardCharsets.UTF_8)));
                } catch (IOException ignored) {
                    // It ended before it began.
                }
                read(told, kept);
            });
            Thread second = Thread.ofVirtual().start(() -> read(process.getErrorStream(), kept));
            return new Output(kept, begun, List.of(first, second));
        }

        /** Whether the command ran; to be asked at its end. */
        boolean begun() {
            join();
            return hasBegun.get();
        }

        private static void read(InputStream stream, ByteArrayOutputStream kept) {
            byte[] buffer = new byte[8192];
            try {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    synchronized (kept) {
                        kept.write(buffer, 0, Math.min(n, KEPT_OUTPUT - Math.min(KEPT_OUTPUT, kept.size())));
                    }
                }
            } catch (IOException ignored) {
                // The stream ends with its process.
            }
        }

        private void join() {
            for (Thread reader : readers) {
                try {
                    reader.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        String text() {
            join();
            synchronized (kept) {
                return kept.toString(StandardCharsets.UTF_8);
            }
        }
    }
}
