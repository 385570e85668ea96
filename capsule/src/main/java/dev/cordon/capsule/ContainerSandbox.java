package dev.cordon.capsule;

import dev.cordon.core.spi.Sandbox;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@code container} level: an OCI container that crun makes, without any privilege of the host's and without a
 * daemon. Inside it looks like the namespace level. What it adds: a control group namespace, the masks of the OCI
 * specification for every user, and a root from an image where one is named. Thread-safe.
 */
public final class ContainerSandbox implements Sandbox {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String OWNER_ONLY = "rw-------";

    private final HostView view;
    private final Path skeleton;
    private final Optional<Path> image;

    /** With the host's own system folders as its root, read-only. */
    public ContainerSandbox(Path skeleton) {
        this(skeleton, Optional.empty());
    }

    /**
     * @param skeleton a folder of Cordon's own, for the few system files that it writes for capsules
     * @param image a folder that holds a whole root file system, which is shown read-only in place of the host's
     */
    public ContainerSandbox(Path skeleton, Optional<Path> image) {
        this.view = image.isPresent() ? HostView.ofImage(skeleton) : HostView.of(skeleton);
        this.skeleton = skeleton;
        this.image = image;
    }

    @Override
    public String level() {
        return "container";
    }

    @Override
    public Readiness probe() {
        return SandboxProbe.run(
                this,
                skeleton,
                List.of("unshare", "mount", "setsid", "setpriv", "ip", "socat", "crun"),
                "crun socat iproute2 util-linux mount");
    }

    @Override
    public Confined start(Confinement confinement) {
        NamespaceSandbox.checked(confinement);
        NamespaceSandbox.linkLowers(confinement);
        CopiedMount.prepare(confinement);
        if (confinement.relay().isPresent()) {
            NetworkRelay.makeGate(confinement.folder());
        }
        Path config = writeBundle(confinement);
        ConfinedProcess confined = launch(confinement);
        try {
            NamespaceSandbox.awaitProgram(confined, confinement);
            // It holds the environment, and nobody needs it any more.
            Files.delete(config);
            confined.open(confinement);
            return confined;
        } catch (IOException e) {
            throw ended(confined, Problems.disk("start a capsule", e));
        } catch (RuntimeException e) {
            throw ended(confined, e);
        }
    }

    private static RuntimeException ended(ConfinedProcess confined, RuntimeException cause) {
        confined.kill();
        confined.awaitAllDead(Capsule.DEATH_PATIENCE);
        return cause;
    }

    private ConfinedProcess launch(Confinement confinement) {
        ProcessBuilder builder = new ProcessBuilder(LaunchScript.command(
                        confinement, ContainerScript.text(confinement, image.isPresent()), List.of()))
                .directory(confinement.folder().toFile());
        builder.environment().clear();
        builder.environment().put("PATH", LaunchEnvironment.SYSTEM_PATH);
        Path input = confinement.streams() instanceof Streams.Pipes(Path named) ? named : null;
        builder.redirectInput(Redirect.from(input == null ? Path.of("/dev/null").toFile() : input.toFile()));
        try {
            return new ConfinedProcess(Spawner.start(builder));
        } catch (IOException e) {
            throw NamespaceSandbox.failedToStart(String.valueOf(e.getMessage()));
        }
    }

    /** What the runtime reads: its configuration and the root on which it mounts. */
    private Path writeBundle(Confinement confinement) {
        Path folder = confinement.folder();
        try {
            Path config = Files.createFile(
                    folder.resolve("config.json"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
            Files.write(config, JSON.writeValueAsBytes(OciConfig.of(confinement, view)));
            Path root = Folders.create(folder.resolve("rootfs"));
            if (image.isPresent()) {
                Files.createSymbolicLink(folder.resolve("image"), image.get().toRealPath());
                root = Folders.create(folder.resolve("rootupper"));
                Folders.create(folder.resolve("rootwork"));
            }
            makeLinks(root);
            return config;
        } catch (IOException e) {
            throw Problems.disk("start a capsule", e);
        }
    }

    private void makeLinks(Path root) throws IOException {
        for (HostView.Entry entry : view.entries()) {
            if (entry instanceof HostView.Entry.Link(String target, String inside)) {
                Files.createSymbolicLink(root.resolve(inside.substring(1)), Path.of(target));
            }
        }
        Files.createSymbolicLink(Files.createDirectory(root.resolve("var")).resolve("tmp"), Path.of("/tmp"));
    }
}
