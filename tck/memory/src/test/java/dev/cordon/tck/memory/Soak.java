package dev.cordon.tck.memory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * All checks, or those that are named after the seed, at full effort on both engines; ends with 1 where one is not kept. See the module's README for the command.
 */
public final class Soak {
    private Soak() {}

    public static void main(String[] args) throws Exception {
        long seed = args.length > 0 ? Long.parseLong(args[0]) : System.nanoTime();
        Path folder = Files.createTempDirectory("soak-");
        System.out.println("seed " + seed + ", in " + folder);
        boolean kept;
        try (var server = PostgresServer.start();
                MemoryUnderTest sqlite = new CordonMemory(SqliteBench.in(folder.resolve("sqlite")));
                MemoryUnderTest postgres = new CordonMemory(PostgresBench.in(server, folder.resolve("postgres")))) {
            List<String> named = List.of(args).subList(Math.min(1, args.length), args.length);
            kept = keeps(sqlite, seed, named) & keeps(postgres, seed, named);
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        System.exit(kept ? 0 : 1);
    }

    private static boolean keeps(MemoryUnderTest memory, long seed, List<String> named) throws InterruptedException {
        boolean kept = true;
        System.out.println("== " + memory.name() + " " + memory.version());
        List<Check> checks = Conformance.checks().stream()
                .filter(check -> named.isEmpty() || named.contains(check.name()))
                .toList();
        for (Check check : checks) {
            Report.Outcome outcome = Conformance.check(memory, check, Effort.SOAK.seeded(seed));
            System.out.println(outcome);
            kept &= outcome.finding() instanceof Finding.Kept;
        }
        return kept;
    }
}
