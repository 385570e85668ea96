package dev.cordon.tck.memory;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Draft;
import dev.cordon.core.Head;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Provenance;
import dev.cordon.core.SealedRecords;
import dev.cordon.core.Session;
import dev.cordon.core.spi.Batch;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore.Access;
import dev.cordon.core.spi.SealedRow;
import dev.cordon.memory.Memory;
import dev.cordon.memory.Remember;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches where Cordon has them. A session's batch can't name another; what the port to the store could be given is a
 * batch of one partition for the log of another, and that is what is tried.
 */
final class CordonBatching implements Abilities.Batching {
    private final CordonMemory of;

    CordonBatching(CordonMemory of) {
        this.of = of;
    }

    @Override
    public void appendAll(List<Owner> owners, List<String> texts) {
        List<Draft> drafts = texts.stream().map(this::draft).toList();
        if (owners.stream().distinct().count() == 1) {
            try (Session session = of.session(owners.getFirst())) {
                session.append(drafts);
            }
        } else {
            mixed(of.partitions.get(owners.getFirst()), of.partitions.get(owners.getLast()), drafts);
        }
    }

    /** A memory's record of this text, as a session of its own has it. */
    private Draft draft(String text) {
        Owner aside = new Owner("aside", "aside", "aside", "s" + of.ports.ids().mint(IdType.RECORD));
        try (Session session = of.session(aside)) {
            Memory.of(session, of.parts(), CordonMemory.AGENT).remember(Remember.working(text));
            Bytes body = session.read(Kind.MEMORY).getLast().body();
            return new Draft(Kind.MEMORY, of.ports.ids().mint(IdType.RECORD), body, Author.model("m1"));
        }
    }

    private void mixed(PartitionId log, PartitionId batch, List<Draft> drafts) {
        SealedRecords records = new SealedRecords(log, of.ports.keys().find(log).orElseThrow());
        try (PartitionLog open = of.ports.partitions().open(log, Access.WRITE).orElseThrow()) {
            Head head = open.head().orElseThrow();
            List<SealedRow> rows = new ArrayList<>();
            Head last = head;
            for (Draft draft : drafts) {
                SealedRow row = records.seal(draft, new Provenance(draft.author(), of.now()), last);
                rows.add(row);
                last = CordonRecords.after(row);
            }
            open.append(new Batch(batch, rows), head);
        }
    }
}
