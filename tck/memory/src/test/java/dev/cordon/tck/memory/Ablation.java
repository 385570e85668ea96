package dev.cordon.tck.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.PartitionId;
import dev.cordon.core.SealedRecords;
import dev.cordon.core.SessionId;
import dev.cordon.core.Subject;
import dev.cordon.core.TenantId;
import dev.cordon.core.UserId;
import dev.cordon.core.spi.Identity;
import dev.cordon.core.spi.SealedRow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What gets across when parts of Cordon are switched off, on one engine (C14). */
final class Ablation {
    private final Bench bench;

    Ablation(Bench bench) {
        this.bench = bench;
    }

    /** Whether a thief in another session, or in another tenant, reaches the victim's text with these layers off. */
    boolean crosses(Set<String> off) {
        Lab names = new Lab(new LeakyMap(LeakyMap.Leak.NONE), Effort.QUICK);
        Layers layers = new Layers(bench);
        Owner victim = names.fresh();
        for (Owner thief :
                List.of(names.kin(victim).getFirst(), names.kin(victim).getLast())) {
            String word = names.marker();
            if (layers.reach(off, thief, victim, word).stream().anyMatch(text -> text.contains(word))) {
                return true;
            }
        }
        return false;
    }

    /** What a caller reaches whose credential the router takes for the victim's. */
    record RouterOff(boolean victim, boolean madeUpId, boolean thirdParty) {}

    RouterOff routerOff() {
        Lab names = new Lab(new LeakyMap(LeakyMap.Leak.NONE), Effort.QUICK);
        Owner victim = names.fresh();
        Owner thief = names.fresh();
        Owner third = names.fresh();
        String word = names.marker();
        Fooled memory = new Fooled(bench);
        try {
            Lab.keepIn(memory, victim, word);
            Lab.keepIn(memory, third, word);
            memory.taken.put(subject(thief), subject(victim));
            String id = memory.sessions.get(victim).value();
            return new RouterOff(
                    memory.serves(thief, victim, id, word),
                    memory.serves(thief, victim, AddressChecks.madeUp(id), word),
                    memory.serves(thief, third, memory.sessions.get(third).value(), word));
        } finally {
            memory.stop();
        }
    }

    private static Subject subject(Owner owner) {
        return new Subject(new TenantId(owner.tenant()), new UserId(owner.user()));
    }

    /** Cordon whose identity provider takes some for others. */
    private static final class Fooled extends CordonMemory {
        private final Map<Subject, Subject> taken = new ConcurrentHashMap<>();

        Fooled(Bench bench) {
            super(bench);
        }

        @Override
        Identity identity() {
            return credential -> {
                Subject known = people.verify(credential);
                return taken.getOrDefault(known, known);
            };
        }

        boolean serves(Owner caller, Owner whose, String id, String word) {
            try (SessionUnderTest session =
                    opened(router.open(credential(caller), workspace(whose), new SessionId(id)))) {
                return Lab.finds(session, word);
            } catch (CordonException e) {
                return false;
            }
        }
    }

    /** Whether rows that were copied before an erasure open after it, with the keys that there are then. */
    boolean erasedOpensAgain(boolean keyRing) {
        Lab names = new Lab(new LeakyMap(LeakyMap.Leak.NONE), Effort.QUICK);
        Owner owner = names.fresh();
        String word = names.marker();
        CordonMemory memory = new CordonMemory(bench, ports -> keyRing ? ports : ports.with(new OneKey(ports.keys())));
        try {
            Lab.keepIn(memory, owner, word);
            PartitionId partition = memory.partitions.get(owner);
            List<SealedRow> copy = bench.rows(partition);
            memory.erase(owner);
            return memory.ports.keys().find(partition).stream()
                    .map(cipher -> new SealedRecords(partition, cipher))
                    .anyMatch(records -> copy.stream().anyMatch(row -> opens(records, row, word)));
        } finally {
            memory.stop();
        }
    }

    private static boolean opens(SealedRecords records, SealedRow row, String word) {
        try {
            return Search.holds(records.open(row).body().toArray(), word);
        } catch (CordonException.Damaged e) {
            return false;
        }
    }
}
