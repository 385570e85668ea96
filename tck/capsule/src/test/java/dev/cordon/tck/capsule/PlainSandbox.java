package dev.cordon.tck.capsule;

import dev.cordon.capsule.SandboxLevel;
import dev.cordon.core.spi.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * No sandbox at all: a program of a "capsule" is a plain process that sees the host's files, its loopback and the
 * lab's. Only the fence around the lab stands between it and the machine.
 */
record PlainSandbox(Path lab) implements Sandbox {
    @Override
    public String level() {
        return SandboxLevel.NAMESPACE.label();
    }

    @Override
    public Readiness probe() {
        return new Readiness.Ready("none");
    }

    @Override
    public Confined start(Confinement confinement) {
        Path folder = confinement.folder();
        List<String> command = new Fence(lab, lab).around(folder.resolve("mnt"), confinement.program());
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(confinement.environment());
        environment.put("HOME", folder.resolve("home").toString());
        environment.put("TMPDIR", folder.resolve("tmp").toString());
        try {
            return new Plain(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Plain(Process process) implements Confined {
        @Override
        public long leader() {
            return process.pid();
        }

        @Override
        public void kill() {
            // By its handle: the process object would close the pipes, with what nobody has read yet.
            process.toHandle().destroyForcibly();
        }

        @Override
        public void awaitAllDead(Duration patience) {
            try {
                process.waitFor(patience);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
