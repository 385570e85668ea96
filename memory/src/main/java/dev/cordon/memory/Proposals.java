package dev.cordon.memory;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.CordonException;
import dev.cordon.core.Entry;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.Problem;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.memory.MemoryCodec.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a session proposes to its user (C7): the content lies in its partition, the states outside of it, so that no
 * rollback makes one acceptable twice (C26). Reading needs no more than a session for reading.
 */
public final class Proposals {
    private static final int CODE_DIGITS = 8;

    private final ReadableSession session;

    public Proposals(ReadableSession session) {
        this.session = session;
    }

    /** All, the oldest first. */
    public List<Proposal> all() {
        return session.read(Kind.MEMORY_PROPOSAL).stream().map(this::proposal).toList();
    }

    /** Ids of the durable facts that came of them: those outlive the session. */
    public List<String> facts() {
        return session.read(Kind.MEMORY_PROPOSAL).stream()
                .filter(entry -> proposal(entry).state() == ApprovalState.DONE)
                .map(entry -> MemoryCodec.read(entry).header().fact())
                .toList();
    }

    /** @throws CordonException.NotFound if this session has none of this id (C10) */
    public Proposal get(String id) {
        return proposal(entry(id));
    }

    Entry entry(String id) {
        Entry entry = session.get(id);
        if (entry.kind() != Kind.MEMORY_PROPOSAL) {
            throw Absent.item();
        }
        return entry;
    }

    static Proposal add(Session session, WritePolicy.Outcome outcome, Pen pen, MemoryParts parts) {
        Proposals proposals = new Proposals(session);
        MemorySettings settings = parts.settings();
        proposals.requireRoom(settings.mostProposals());
        Header header = new Header(
                MemoryKind.DURABLE,
                List.of(pen.source()),
                List.of(),
                outcome.marks().stream().sorted().toList(),
                0,
                settings.proposalValidity().toMillis(),
                "",
                "",
                parts.ids().mint(IdType.RECORD));
        Entry entry = session.append(
                Kind.MEMORY_PROPOSAL,
                parts.ids().mint(IdType.APPROVAL),
                MemoryCodec.write(header, outcome.text()),
                pen.author());
        session.approvals().park(entry.id());
        return proposals.proposal(entry);
    }

    private void requireRoom(int most) {
        if (all().stream().filter(Proposal::isOpen).count() >= most) {
            throw new CordonException.Conflict(Problem.of(
                    Rule.C34,
                    "too-many-proposals",
                    "Nothing was proposed",
                    most + " proposals of this session wait already",
                    "let a person look at them: cordon memory list --proposed"));
        }
    }

    private Proposal proposal(Entry entry) {
        Stored stored = MemoryCodec.read(entry);
        Instant expires = entry.provenance().at().plusMillis(stored.header().absoluteMillis());
        // One that was written and not parked, by a crash in between, was never acknowledged.
        ApprovalState state = session.approvals().find(entry.id()).orElse(ApprovalState.VOID);
        boolean over = !session.now().isBefore(expires);
        boolean undecided = state == ApprovalState.PARKED || state == ApprovalState.APPROVED;
        return new Proposal(
                entry.id(),
                stored.text(),
                entry.provenance(),
                Set.copyOf(stored.header().marks()),
                undecided && over ? ApprovalState.VOID : state,
                expires,
                entry.body().sha256().toHex().substring(0, CODE_DIGITS));
    }
}
