package dev.cordon.tck.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.SessionId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cordon with one guard taken away, and the checks that find it out; what a plain map can show is {@link KitTest}'s. */
class GuardsTest {
    @TempDir
    Path folder;

    private static CordonMemory wired(Bench bench, UnaryOperator<Ports> wiring) {
        return new CordonMemory(bench, wiring);
    }

    private void assertFound(MemoryUnderTest faulty, String... checks) throws InterruptedException {
        List<String> notFound = new ArrayList<>();
        try (faulty) {
            for (String name : checks) {
                Check check = Conformance.checks().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow();
                Finding finding = Conformance.check(faulty, check, Effort.QUICK).finding();
                if (!(finding instanceof Finding.Broken)) {
                    notFound.add(name + ": " + finding);
                }
            }
        }
        assertThat(notFound).isEmpty();
    }

    private Bench bench() {
        return SqliteBench.in(folder);
    }

    @Test
    void withoutTheSeal() throws Exception {
        assertFound(
                wired(bench(), ports -> ports.with(new PlainKeys(ports.keys()))),
                "transplant",
                "swap",
                "bit-flips",
                "raw-reading",
                "copy-outlives-erasure",
                "equal-texts");
    }

    @Test
    void withoutTheAnchors() throws Exception {
        assertFound(wired(bench(), ports -> ports.with(Careless.anchors(ports.anchors()))), "truncation", "rollback");
    }

    @Test
    void withoutTheStoresOwnLookAtTheScope() throws Exception {
        assertFound(wired(bench(), ports -> ports.with(Careless.store(ports.partitions()))), "untagged-write");
    }

    @Test
    void withoutIncidents() throws Exception {
        assertFound(
                new CordonMemory(bench()) {
                    @Override
                    public Abilities.Incidents incidents() {
                        return () -> 0;
                    }
                },
                "transplant",
                "swap",
                "bit-flips",
                "truncation",
                "rollback");
    }

    @Test
    void withoutOneBatchOneSession() throws Exception {
        assertFound(
                new CordonMemory(bench()) {
                    @Override
                    public Abilities.Batching batching() {
                        return (owners, texts) -> {
                            for (int i = 0; i < texts.size(); i++) {
                                try (SessionUnderTest session = open(owners.get(i))) {
                                    session.append(texts.get(i));
                                }
                            }
                        };
                    }
                },
                "batch-over-sessions");
    }

    @Test
    void withoutKinds() throws Exception {
        assertFound(
                new CordonMemory(bench()) {
                    @Override
                    public Abilities.Typing typing() {
                        return new CarelessTyping(this);
                    }
                },
                "durable-needs-person",
                "scratch",
                "ephemeral");
    }

    @Test
    void withoutTheStampOfWhoWrites() throws Exception {
        assertFound(
                new CordonMemory(bench()) {
                    private final CordonAttributing real = new CordonAttributing(this);

                    @Override
                    public Abilities.Attributing attributing() {
                        return new Abilities.Attributing() {
                            @Override
                            public String appendAs(Owner owner, String writer, String text) {
                                return real.appendAs(owner, text.contains("user ann") ? "user ann" : writer, text);
                            }

                            @Override
                            public String summarize(Owner owner, String writer, List<String> ids, String text) {
                                return real.appendAs(owner, writer, text);
                            }

                            @Override
                            public Set<String> writers(Owner owner, String id) {
                                return real.writers(owner, id);
                            }
                        };
                    }
                },
                "writer",
                "summary");
    }

    @Test
    void withoutMounts() throws Exception {
        Owner everybody = new Owner("all", "all", "all", "all");
        assertFound(
                new CordonMemory(bench()) {
                    @Override
                    public Abilities.Publishing publishing() {
                        return new Abilities.Publishing() {
                            @Override
                            public void publish(Owner publisher, String collection, String text) {
                                try (SessionUnderTest shared = open(everybody)) {
                                    shared.append(text);
                                }
                            }

                            @Override
                            public SessionUnderTest openWith(Owner owner, String collection) {
                                return open(everybody);
                            }
                        };
                    }
                },
                "mounted-only",
                "read-only");
    }

    @Test
    void withoutAForksOwnSession() throws Exception {
        assertFound(
                new CordonMemory(bench()) {
                    @Override
                    public Abilities.Forking forking() {
                        return (source, fork) -> sessions.put(fork, sessions.get(source));
                    }
                },
                "fork-is-apart");
    }

    @Test
    void withoutTheReceiptsSignature() throws Exception {
        assertFound(
                new CordonMemory(bench()) {
                    @Override
                    public Abilities.Receipts receipts() {
                        CordonReceipts real = new CordonReceipts(this);
                        return new Abilities.Receipts() {
                            @Override
                            public String erase(Owner owner) {
                                return real.erase(owner);
                            }

                            @Override
                            public boolean verify(String receipt) {
                                return true;
                            }
                        };
                    }
                },
                "receipt");
    }

    @Test
    void withoutOneOfTheThreeLayers_ifItWereTheOnlyOne() throws Exception {
        assertFound(
                new CordonMemory(bench()) {
                    @Override
                    public Abilities.Layered layered() {
                        Layers real = new Layers(bench);
                        return new Abilities.Layered() {
                            @Override
                            public List<Layer> layers() {
                                return real.layers();
                            }

                            @Override
                            public List<String> reach(Set<String> off, Owner thief, Owner victim, String word) {
                                Set<String> all = Set.of(Layers.SEAL, Layers.SCOPED_READ, Layers.ENGINE);
                                return real.reach(off.contains(Layers.ENGINE) ? all : off, thief, victim, word);
                            }
                        };
                    }
                },
                "ablation");
    }

    @Test
    void withoutDurability() throws Exception {
        assertFound(
                new CordonMemory(bench()) {
                    @Override
                    public Abilities.Restarting restarting() {
                        return () -> {
                            Map<Owner, SessionId> known = Map.copyOf(sessions);
                            known.keySet()
                                    .forEach(owner -> Lab.attempt(() -> {
                                        erase(owner);
                                        return owner;
                                    }));
                        };
                    }

                    @Override
                    public Abilities.Killing killing() {
                        // Says what it never writes.
                        return owner -> Children.start(Liar.class);
                    }
                },
                "restart",
                "kill");
    }

    /** Acknowledges, and keeps nothing. */
    static final class Liar {
        public static void main(String[] args) {
            List<String> kept = Collections.synchronizedList(new ArrayList<>());
            Children.writeForEver(text -> Optional.of(text).ifPresent(kept::remove));
        }
    }
}
