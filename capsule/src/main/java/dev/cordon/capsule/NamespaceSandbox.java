package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.spi.Sandbox;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The {@code namespace} level: an overlay mount and bubblewrap, without any privilege of the host's. */
public final class NamespaceSandbox implements Sandbox {
    /** Starting takes some 10 ms; this is the bound past which the machine is taken to have failed. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(20);

    private final HostView host;
    private final Path skeleton;

    /** @param skeleton a folder of Cordon's own, for the few system files that it writes for capsules */
    public NamespaceSandbox(Path skeleton) {
        this.host = HostView.of(skeleton);
        this.skeleton = skeleton;
    }

    @Override
    public String level() {
        return "namespace";
    }

    @Override
    public Readiness probe() {
        return SandboxProbe.run(
                this,
                skeleton,
                List.of("unshare", "mount", "setsid", "setpriv", "ip", "socat", "bwrap"),
                "bubblewrap socat iproute2 util-linux mount");
    }

    @Override
    public Confined start(Confinement confinement) {
        checked(confinement);
        ConfinedProcess confined = launch(confinement);
        try {
            awaitProgram(confined, confinement);
            confined.open(confinement);
            return confined;
        } catch (RuntimeException e) {
            confined.kill();
            confined.awaitAllDead(Capsule.DEATH_PATIENCE);
            throw e;
        }
    }

    /** What no system call could pass on is said before anything is made. */
    static void checked(Confinement confinement) {
        if (confinement.program().isEmpty() || confinement.program().getFirst().isBlank()) {
            throw new CordonException.BadInput(
                    Problem.of("agent-missing", "No program is named", "its name is empty", "write it after '--'"));
        }
        if (confinement.program().stream().anyMatch(word -> word.indexOf(0) >= 0)) {
            throw new CordonException.BadInput(Problem.of(
                    "argument-unusable",
                    "An argument of the program can't be passed on",
                    "it holds a zero byte",
                    "pass such data in a file or on standard input"));
        }
    }

    private ConfinedProcess launch(Confinement confinement) {
        linkLowers(confinement);
        CopiedMount.prepare(confinement);
        if (confinement.relay().isPresent()) {
            NetworkRelay.makeGate(confinement.folder());
        }
        LaunchEnvironment environment = LaunchEnvironment.of(confinement.environment());
        List<String> command = LaunchScript.command(
                confinement,
                LaunchScript.forBubblewrap(confinement, SeccompFilter.fileIn(skeleton)),
                BwrapArguments.of(confinement, environment.inside(), host));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(confinement.folder().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment.outside());
        Path input = confinement.streams() instanceof Streams.Pipes(Path named) ? named : null;
        builder.redirectInput(Redirect.from(input == null ? Path.of("/dev/null").toFile() : input.toFile()));
        try {
            return new ConfinedProcess(Spawner.start(builder));
        } catch (IOException e) {
            throw failedToStart(String.valueOf(e.getMessage()));
        }
    }

    static void linkLowers(Confinement confinement) {
        try {
            for (int i = 0; i < confinement.lowers().size(); i++) {
                Files.createSymbolicLink(
                        confinement.folder().resolve(LaunchScript.lowerLink(i)),
                        confinement.lowers().get(i));
            }
        } catch (IOException e) {
            throw Problems.disk("start a capsule", e);
        }
    }

    /** Until the program's start is certain. Its way out is opened meanwhile, so that it need not wait for that. */
    static void awaitProgram(ConfinedProcess confined, Confinement confinement) {
        Path status = confinement.folder().resolve(CapsuleFolder.STATUS);
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            boolean alive = confined.process().isAlive();
            String said = read(status);
            if (said.startsWith("ready\n")) {
                confined.leader();
                return;
            }
            switch (said) {
                case "missing\n" ->
                    throw noProgram(
                            confinement,
                            "agent-missing",
                            "it is not there",
                            "install it under /usr, add it to the repository, or mount its folder read-only under 'capsule.mounts' in cordon.yaml");
                case "denied\n" ->
                    throw noProgram(
                            confinement,
                            "agent-not-executable",
                            "it is not executable",
                            "make it executable: chmod +x");
                default -> {
                    if (!alive) {
                        throw failedToStart(errorText(confined.process()));
                    }
                    confined.openIfListening(confinement);
                }
            }
            LockSupport.parkNanos(200_000);
        }
        throw failedToStart("it did not start within " + START_PATIENCE.toSeconds() + " seconds");
    }

    private static CordonException noProgram(Confinement confinement, String code, String why, String mend) {
        return new CordonException.BadInput(Problem.of(
                code,
                "The program '" + confinement.program().getFirst() + "' can't be started inside the capsule",
                why,
                mend));
    }

    static CordonException failedToStart(String why) {
        return new CordonException.Unavailable(Problem.of(
                Rule.C29,
                "sandbox-failed",
                "The sandbox did not start",
                why,
                "type './cordon doctor': it names what is missing and the mend"));
    }

    /** Of a process that is dead: reading ends. */
    private static String errorText(Process process) {
        try {
            String text = new String(process.getErrorStream().readNBytes(2000), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "it gave no reason (exit " + process.waitFor() + ")" : text;
        } catch (IOException e) {
            return "it gave no reason";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
