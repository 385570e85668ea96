package dev.cordon.run;

import dev.cordon.capsule.Capsule;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.spi.Sandbox.Streams;
import dev.cordon.tools.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The workspace's {@code prepare} command: run once per base in a capsule, its result a layer of the base. */
final class Preparation {
    private Preparation() {}

    /** The layers of the context's base, made now if this is the first run that needs them. */
    static List<String> layers(RunContext context) {
        if (context.plan().prepare().isEmpty()) {
            return List.of();
        }
        String command = context.plan().prepare().get();
        String digest = Digests.sha256(command + "\0" + context.plan().mounts() + "\0"
                        + context.plan().checkout().unlisted() + caches(context))
                .substring(0, 32);
        if (!context.base().hasLayer(digest)) {
            context.listener().progress("preparing: " + command);
            make(context, command, digest);
        }
        return List.of(digest);
    }

    private static String caches(RunContext context) {
        var caches = context.plan().lane().caches();
        return caches.isEmpty() ? "" : "\0" + new TreeMap<>(caches);
    }

    private static void make(RunContext context, String command, String digest) {
        var spec = Caches.offline(context.plan().lane())
                .in(context.capsule("prepare", Map.of(), List.of(), Map.of(), new Streams.Pipes(null)));
        try (Capsule capsule =
                context.machine().capsules().prepare(spec, context.folder().path(), context.journal())) {
            Capsule.Running running = capsule.start(List.of("/bin/sh", "-c", "exec 2>&1; " + command));
            context.onStart().accept(running);
            show(running.process().getInputStream(), context);
            Capsule.Ended ended = running.await();
            if (ended.exit() != 0 || ended.ending() != Capsule.Ending.BY_ITSELF) {
                throw new CordonException.Unavailable(Problem.of(
                        "prepare-failed",
                        "The workspace's prepare command failed (exit " + ended.exit() + ", "
                                + ended.ending().reason() + ")",
                        "its output stands above",
                        "mend 'prepare' in cordon.yaml; it runs in a capsule without network"));
            }
            ended.keepAsLayer(digest);
        }
    }

    private static void show(InputStream stream, RunContext context) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                context.listener().output(buffer, n, true);
            }
        } catch (IOException ignored) {
            // The stream ends with its process.
        }
    }
}
