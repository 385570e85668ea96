package dev.cordon.bench;

import dev.cordon.capsule.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code bench/memory}: what sessions and their memory cost, on both stores, beside the engines alone and beside Spring
 * AI's chat memory on the same engine. Names of parts choose some; without one all are measured.
 * {@code --full} grows a home to 1,000,000 sessions, which takes some 20 GB of disk; it has 100,000 else.
 */
public final class MemoryBench {
    private final Path folder;
    private final boolean quick;
    private final int many;
    private final Figures figures = new Figures();

    private MemoryBench(Path folder, List<String> options) {
        this.folder = folder;
        this.quick = options.contains("--quick");
        this.many = options.contains("--full") ? 1_000_000 : quick ? 20_000 : 100_000;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        Path home = Path.of(System.getenv().getOrDefault("CORDON_BENCH_DIR", System.getProperty("java.io.tmpdir")));
        Path folder = Files.createTempDirectory(home, "bench-memory");
        try {
            MemoryBench bench = new MemoryBench(folder, given);
            bench.measure(given.stream().filter(one -> !one.startsWith("--")).toList());
            System.out.println(machine() + "\n\n" + bench.figures);
        } finally {
            Folders.delete(folder);
        }
    }

    private void measure(List<String> chosen) throws Exception {
        for (Map.Entry<String, Figures.Act> part : parts().entrySet()) {
            if (chosen.isEmpty() || chosen.contains(part.getKey())) {
                part.getValue().run();
            }
        }
    }

    private Map<String, Figures.Act> parts() {
        Map<String, Figures.Act> parts = new TreeMap<>();
        parts.put("append", () -> new AppendBench(folder, figures, quick ? 500 : 3_000).measure());
        parts.put("chat", () -> new ChatBench(folder, figures, quick ? 4 : 10).measure());
        parts.put("growth", () -> new GrowthBench(folder, figures, many, quick ? 4 : 20).measure());
        parts.put("idle", () -> new IdleBench(folder, figures, quick ? 200 : 2_000).measure());
        parts.put("jmh", () -> new JmhBench(folder, figures, quick).measure());
        parts.put("open", () -> new OpenBench(folder, figures, quick ? 20 : 100).measure());
        parts.put("postgres", () -> new PostgresBench(folder, figures, quick ? 3 : 9, quick ? 1_000 : 2_000).measure());
        parts.put("recall", () -> new RecallBench(folder, figures, quick ? 3 : 15, quick ? 300 : 2_000).measure());
        return parts;
    }

    /** With the load at the end, which this run is a part of. */
    private static String machine() throws IOException {
        return Runtime.getRuntime().availableProcessors() + " cores, Linux " + System.getProperty("os.version")
                + ", Java " + Runtime.version() + ", load average "
                + Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }
}
