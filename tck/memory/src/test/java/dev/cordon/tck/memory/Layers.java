package dev.cordon.tck.memory;

import dev.cordon.core.spi.PartitionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cordon's three layers, each of which a test build can do without (C14). */
final class Layers implements Abilities.Layered {
    static final String SEAL = "write";
    static final String SCOPED_READ = "retrieval";
    static final String ENGINE = "storage";
    /** No layer of the three: without it they are all there. */
    static final String KEY_RING = "key ring";

    private final Bench bench;

    Layers(Bench bench) {
        this.bench = bench;
    }

    @Override
    public List<Layer> layers() {
        return List.of(
                new Layer(SEAL, "records are stored as plain bytes: no key, no seal, no scope in it"),
                new Layer(SCOPED_READ, "reads of memory name no partition and take all that the engine shows"),
                new Layer(
                        ENGINE, "the engine shows every partition: all files at once, a role past row-level security"));
    }

    @Override
    public List<String> reach(Set<String> off, Owner thief, Owner victim, String word) {
        List<String> got = new ArrayList<>();
        CordonMemory memory = new CordonMemory(bench, ports -> ablated(ports, off));
        try {
            String id;
            try (SessionUnderTest session = memory.open(victim)) {
                id = session.append(Lab.text(word));
                requireOwn(session, id, word);
            }
            Lab.attempt(() -> {
                try (SessionUnderTest session = memory.open(thief)) {
                    Lab.attempt(() -> got.addAll(session.search(word, Lab.MANY).stream()
                            .map(Item::text)
                            .toList()));
                    return got.addAll(session.get(id).stream().toList());
                }
            });
        } finally {
            memory.stop();
        }
        return got;
    }

    /** An owner that finds nothing of its own would make every layer look whole. */
    private static void requireOwn(SessionUnderTest session, String id, String word) {
        if (!Lab.finds(session, word) || !Lab.gets(session, id, word)) {
            throw new Trial.NoOracle("without a layer not even the owner finds its text");
        }
    }

    private Ports ablated(Ports real, Set<String> off) {
        PartitionStore store =
                new AblatedStore(real.partitions(), bench, !off.contains(ENGINE), !off.contains(SCOPED_READ));
        Ports without = real.with(store);
        return off.contains(SEAL)
                ? without.with(new PlainKeys(real.keys()))
                : off.contains(KEY_RING) ? without.with(new OneKey(real.keys())) : without;
    }
}
