package dev.cordon.capsule;

import dev.cordon.core.spi.Sandbox;
import dev.cordon.core.spi.Sandbox.Confined;
import dev.cordon.core.spi.Sandbox.Confinement;
import dev.cordon.core.spi.Sandbox.Streams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How long each level takes to start and end {@code true}: the median of 20, after 5 for warmth. Not a test. */
final class StartBench {
    private static final int WARM = 5;
    private static final int MEASURED = 20;

    private StartBench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("bench-start");
        Path lower = Files.createDirectory(folder.resolve("lower"));
        for (SandboxLevel level : SandboxLevel.values()) {
            Sandbox sandbox = level.in(folder.resolve("skeleton"));
            long[] ready = new long[MEASURED];
            long[] whole = new long[MEASURED];
            for (int i = -WARM; i < MEASURED; i++) {
                Path capsule = folder.resolve(level.label() + i);
                CapsuleFolder.create(capsule);
                long begin = System.nanoTime();
                Confined confined = sandbox.start(new Confinement(
                        capsule,
                        List.of(lower),
                        List.of(),
                        Map.of("PATH", "/usr/bin:/bin"),
                        List.of("/bin/true"),
                        List.of(),
                        Map.of(),
                        new Streams.Pipes(null)));
                long started = System.nanoTime();
                confined.awaitAllDead(Duration.ofSeconds(10));
                if (i >= 0) {
                    ready[i] = started - begin;
                    whole[i] = System.nanoTime() - begin;
                }
                Folders.delete(capsule);
            }
            System.out.printf("%s: ready in %.1f ms, ended in %.1f ms%n", level.label(), median(ready), median(whole));
        }
        Folders.delete(folder);
    }

    private static double median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }
}
