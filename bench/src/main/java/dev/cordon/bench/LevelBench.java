package dev.cordon.bench;

import dev.cordon.capsule.Base;
import dev.cordon.capsule.Capsule;
import dev.cordon.capsule.CapsuleSpec;
import dev.cordon.capsule.Capsules;
import dev.cordon.capsule.ContainerSandbox;
import dev.cordon.capsule.Journal;
import dev.cordon.capsule.NamespaceSandbox;
import dev.cordon.capsule.RunFolder;
import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox;
import dev.cordon.core.spi.Sandbox.Relay;
import dev.cordon.core.spi.Sandbox.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** {@code true}, from nothing to its end, at each level with a way out, beside the bare parts and another sandbox. */
final class LevelBench {
    private static final String PEER = "@anthropic-ai/sandbox-runtime@0.0.83";

    /** What our launch does before the runtime, and no more: see ContainerScript in the capsule module. */
    private static final String RUNTIME_ALONE =
            "mount -t overlay overlay -o lowerdir=$BASE,upperdir=upper,workdir=work,userxattr mnt && mount -t proc proc /proc"
                    + " && mount -t tmpfs tmpfs /sys/fs/cgroup"
                    + " && exec crun --root /sys/fs/cgroup/state --cgroup-manager disabled run --bundle . peer";

    private final Path folder;
    private final Figures figures;
    private final int times;
    private final RunFolder run;
    private final Journal journal;
    private final Base base;
    private int count;

    LevelBench(Path folder, Figures figures, int times, RunFolder run, Journal journal, Base base) {
        this.folder = folder;
        this.figures = figures;
        this.times = times;
        this.run = run;
        this.journal = journal;
        this.base = base;
    }

    void measure(double bare) throws Exception {
        double namespace = whole(new NamespaceSandbox(folder.resolve("skeleton")));
        figures.row(
                "true in a namespace capsule, with its way out",
                Figures.number(namespace) + " ms",
                "overlay and bwrap alone " + Figures.number(bare) + " ms",
                "+" + Figures.number(namespace - bare) + " ms",
                "≤ +25 ms");
        peer(namespace);
        Figures.Pair container = besideItsRuntime(new ContainerSandbox(folder.resolve("skeleton-container")));
        figures.row(
                "true in a container capsule, with its way out",
                container.one(),
                "crun alone, same bundle",
                container.other(),
                "≤ 1.3");
    }

    private double whole(Sandbox sandbox) throws Exception {
        return Figures.median(times, wholeStep(sandbox));
    }

    private Figures.Step wholeStep(Sandbox sandbox) {
        Capsules capsules = capsules(sandbox);
        return () -> {
            long begin = System.nanoTime();
            Capsule capsule = capsules.prepare(spec(Optional.of(relay())), run.path(), journal);
            Capsule.Ended ended = capsule.start(List.of("/bin/true")).await();
            long took = System.nanoTime() - begin;
            capsule.teardown();
            if (ended.exit() != 0) {
                throw new IllegalStateException("true ended with " + ended.exit());
            }
            return took;
        };
    }

    /** Capsules, and the runtime with the very configuration that a capsule gave it, in that capsule's folder. */
    private Figures.Pair besideItsRuntime(Sandbox sandbox) throws Exception {
        Capsule capsule = capsules(sandbox).prepare(spec(Optional.empty()), run.path(), journal);
        Path bundle = run.path().resolve("level" + (count - 1));
        AtomicReference<byte[]> configuration = new AtomicReference<>(new byte[0]);
        Thread reader =
                Thread.ofPlatform().daemon().start(() -> keepReading(bundle.resolve("config.json"), configuration));
        capsule.start(List.of("/bin/true")).await();
        reader.join();
        Files.write(bundle.resolve("config.json"), configuration.get());
        try {
            String script =
                    RUNTIME_ALONE.replace("$BASE", base.folder().resolve("tree").toString());
            return Figures.medians(
                    times,
                    wholeStep(sandbox),
                    () -> Commands.time(
                            bundle,
                            "unshare",
                            "--user",
                            "--map-root-user",
                            "--mount",
                            "--propagation",
                            "private",
                            "--net",
                            "--pid",
                            "--fork",
                            "sh",
                            "-c",
                            script));
        } finally {
            capsule.teardown();
        }
    }

    /** A capsule removes its configuration as soon as its program runs: keeps what was read of it last. */
    private static void keepReading(Path file, AtomicReference<byte[]> content) {
        while (true) {
            try {
                content.set(Files.readAllBytes(file));
            } catch (IOException e) {
                if (content.get().length > 0) {
                    return;
                }
            }
        }
    }

    private void peer(double namespace) throws Exception {
        Path peers = Files.createDirectories(folder.resolve("srt"));
        Commands.run(peers, Map.of(), "npm", "install", "--silent", "--no-audit", "--prefix", ".", PEER);
        Path repository = Files.createDirectories(peers.resolve("repo"));
        Commands.run(repository, Map.of(), "git", "init", "--quiet", ".");
        String srt = peers.resolve("node_modules/.bin/srt").toString();
        double other = Figures.median(times, () -> Commands.time(repository, srt, "true"));
        figures.row("true in a namespace capsule, with its way out", namespace, "srt true", other, "≤ 0.3");
        String launcher = System.getenv("CORDON_LAUNCHER");
        if (launcher != null) {
            Files.writeString(repository.resolve("a"), "a\n");
            Commands.run(repository, Map.of(), "git", "add", "a");
            Commands.run(
                    repository,
                    Map.of(),
                    "git",
                    "-c",
                    "user.name=b",
                    "-c",
                    "user.email=b@localhost",
                    "commit",
                    "--quiet",
                    "--message",
                    "a");
            Map<String, String> home =
                    Map.of("CORDON_HOME", folder.resolve("cli").toString());
            double command = Figures.median(times, () -> {
                long begin = System.nanoTime();
                Commands.run(repository, home, launcher, "run", "--", "true");
                return System.nanoTime() - begin;
            });
            figures.row("cordon run -- true, the whole command", command, "srt true", other, "");
        }
    }

    private static Capsules capsules(Sandbox sandbox) {
        return new Capsules(sandbox, System.getProperty("user.name").equals("root"));
    }

    private Relay relay() {
        return new Relay(run.sockets().resolve("door.sock"), 7373);
    }

    private CapsuleSpec spec(Optional<Relay> relay) {
        CapsuleSpec spec = new CapsuleSpec(
                "level" + count++,
                base,
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Limits.NONE_REQUESTED,
                new Streams.Pipes(null));
        return relay.map(spec::withRelay).orElse(spec);
    }
}
