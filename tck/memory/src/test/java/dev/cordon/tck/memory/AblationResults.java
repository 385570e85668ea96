package dev.cordon.tck.memory;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What ablation came to on one engine; made once a run of the tests.
 *
 * @param crossed by the layers that were off, whether a text crossed
 */
record AblationResults(
        Map<Set<String>, Boolean> crossed,
        Ablation.RouterOff routerOff,
        boolean erasedOpensWithRing,
        boolean erasedOpensWithoutRing) {
    static final List<Set<String>> SUBSETS = List.of(
            Set.of(),
            Set.of(Layers.SEAL),
            Set.of(Layers.SCOPED_READ),
            Set.of(Layers.ENGINE),
            Set.of(Layers.SEAL, Layers.SCOPED_READ),
            Set.of(Layers.SEAL, Layers.ENGINE),
            Set.of(Layers.SCOPED_READ, Layers.ENGINE),
            Set.of(Layers.SEAL, Layers.SCOPED_READ, Layers.ENGINE),
            Set.of(Layers.KEY_RING),
            Set.of(Layers.KEY_RING, Layers.SCOPED_READ, Layers.ENGINE));

    private static final Map<String, AblationResults> MADE = new ConcurrentHashMap<>();

    /** A row of the table. */
    record Row(String off, String means, String holds, Function<AblationResults, String> crossed) {}

    private static Row row(String off, String means, String holds, Predicate<AblationResults> crossed) {
        return new Row(off, means, holds, result -> crossed.test(result) ? "**a text crossed**" : "nothing");
    }

    static final List<Row> ROWS = List.of(
            row(
                    "write",
                    "records are stored as plain bytes: no key, no seal, no scope in it",
                    "scoped reads, and the engine",
                    of(Layers.SEAL)),
            row(
                    "retrieval",
                    "reads name no partition and take all that the engine shows",
                    "the engine, and the seal",
                    of(Layers.SCOPED_READ)),
            row(
                    "storage",
                    "the engine shows every partition: all files at once; a role past row-level security",
                    "scoped reads, and the seal",
                    of(Layers.ENGINE)),
            row("write + retrieval", "both", "the engine alone", of(Layers.SEAL, Layers.SCOPED_READ)),
            row("write + storage", "both", "scoped reads alone", of(Layers.SEAL, Layers.ENGINE)),
            row(
                    "retrieval + storage",
                    "both",
                    "the seal alone; who reads is told that the log is damaged",
                    of(Layers.SCOPED_READ, Layers.ENGINE)),
            row(
                    "all three",
                    "the control: the attempt is a real one",
                    "nothing",
                    of(Layers.SEAL, Layers.SCOPED_READ, Layers.ENGINE)),
            row(
                    "key ring",
                    "one key for all partitions, destroyed by no erasure",
                    "the three layers",
                    of(Layers.KEY_RING)),
            row(
                    "key ring + retrieval + storage",
                    "all three",
                    "the partition's name in the seal",
                    of(Layers.KEY_RING, Layers.SCOPED_READ, Layers.ENGINE)),
            row(
                    "key ring, after an erasure",
                    "a copy of the rows, and the one key",
                    "nothing: erasure by key is the ring's work (C17)",
                    AblationResults::erasedOpensWithoutRing),
            row(
                    "router",
                    "the caller's credential is taken for the victim's",
                    "nothing that is the victim's, for who has a session's id",
                    result -> result.routerOff().victim()),
            row(
                    "router",
                    "the same, with a made-up id",
                    "ids are minted (C2)",
                    result -> result.routerOff().madeUpId()),
            row(
                    "router",
                    "the same, for a third person's session",
                    "a session is bound to its subject (C2)",
                    result -> result.routerOff().thirdParty()));

    private static Predicate<AblationResults> of(String... off) {
        return result -> result.crossed().get(Set.of(off));
    }

    static AblationResults of(String engine, Path folder) {
        return MADE.computeIfAbsent(engine, name -> make(name, folder.resolve(name)));
    }

    private static AblationResults make(String engine, Path folder) {
        try (Bench bench =
                engine.equals("sqlite") ? SqliteBench.in(folder) : PostgresBench.in(PostgresServer.shared(), folder)) {
            Ablation ablation = new Ablation(bench);
            Map<Set<String>, Boolean> crossed = new LinkedHashMap<>();
            SUBSETS.forEach(off -> crossed.put(off, ablation.crosses(off)));
            return new AblationResults(
                    crossed, ablation.routerOff(), ablation.erasedOpensAgain(true), ablation.erasedOpensAgain(false));
        }
    }
}
