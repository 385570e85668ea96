package dev.cordon.memory;

import dev.cordon.core.ApprovalState;
import dev.cordon.core.Approvals;
import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.Draft;
import dev.cordon.core.Entry;
import dev.cordon.core.Kind;
import dev.cordon.core.Knowledge;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.memory.MemoryCodec.Stored;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A person's desk: what their session proposed becomes a durable fact, or doesn't (C7). It takes the person's own
 * {@link Knowledge}, which only their credential opens, so that no run can sit here. A fact keeps who wrote it, where
 * that came from and every mark. Each proposal is decided once; for one thread at a time.
 */
public final class ProposalDesk {
    private final Session session;
    private final Knowledge facts;
    private final MemoryParts parts;
    private final String person;
    private final String decider;
    private final Proposals proposals;

    /**
     * @param person who accepts: kept with the fact
     * @throws CordonException.Refused if {@code facts} are not of this session's user and workspace (C2)
     */
    public ProposalDesk(Session session, Knowledge facts, MemoryParts parts, String person) {
        if (!facts.partition().equals(session.facts().partition())) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C2,
                    "other-workspace",
                    "Nothing was accepted",
                    "these facts are of another user or workspace than the session",
                    "go to the repository that the session was made in"));
        }
        this.session = session;
        this.facts = facts;
        this.parts = parts;
        this.person = person;
        this.decider = "user:" + person;
        this.proposals = new Proposals(session);
    }

    /** The same desk with a person's written policy at it: {@link #acceptCovered} is all that it does. */
    private ProposalDesk(ProposalDesk desk, AcceptPolicy policy) {
        this.session = desk.session;
        this.facts = desk.facts;
        this.parts = desk.parts;
        this.person = desk.person;
        this.decider = "policy:" + policy.version();
        this.proposals = desk.proposals;
    }

    /**
     * Makes durable what this policy covers of what waits, and returns those facts. What it does not cover waits on.
     *
     * @throws CordonException.Conflict if there are as many facts as may be
     */
    public List<MemoryItem> acceptCovered(AcceptPolicy policy) {
        ProposalDesk desk = new ProposalDesk(this, policy);
        return proposals.all().stream()
                .filter(policy::covers)
                .map(proposal -> desk.accept(proposal.id(), proposal.code()))
                .toList();
    }

    /**
     * Makes exactly this content durable, and returns the fact.
     *
     * @param code as {@link Proposal#code}: shows that it is this content that the person saw
     * @throws CordonException.NotFound if the session has no such proposal (C10)
     * @throws CordonException.Refused if the code is another one's, or the time is over (C26)
     * @throws CordonException.Conflict if it is decided already, or there are as many facts as may be
     */
    public MemoryItem accept(String id, String code) {
        Proposal proposal = open(id);
        if (!proposal.code().equals(code)) {
            throw refused(
                    "proposal-code",
                    "the code is not this proposal's",
                    "read 'cordon memory show " + id + "' and type the code that it prints");
        }
        requireRoom();
        // Asked before anything moves: an endpoint may be slow.
        Optional<Meaning> meaning = Meaning.of(parts.embedder(), proposal.text());
        Approvals approvals = session.approvals();
        if (proposal.state() == ApprovalState.PARKED) {
            approvals.move(id, ApprovalState.PARKED, ApprovalState.APPROVED);
        }
        approvals.move(id, ApprovalState.APPROVED, ApprovalState.DISPATCHING);
        return write(proposals.entry(id), meaning);
    }

    private MemoryItem write(Entry proposal, Optional<Meaning> meaning) {
        Approvals approvals = session.approvals();
        Stored stored = MemoryCodec.read(proposal);
        Header header = accepted(stored.header()).with(meaning);
        try {
            Entry fact = facts.append(List.of(new Draft(
                            Kind.MEMORY,
                            header.fact(),
                            MemoryCodec.write(header, stored.text()),
                            proposal.provenance().author())))
                    .getFirst();
            approvals.move(proposal.id(), ApprovalState.DISPATCHING, ApprovalState.DONE);
            return Card.of(fact, fact.provenance().at()).item(fact);
        } catch (CordonException e) {
            approvals.move(proposal.id(), ApprovalState.DISPATCHING, ApprovalState.FAILED);
            throw e;
        }
    }

    private Header accepted(Header header) {
        return new Header(
                MemoryKind.DURABLE,
                header.sources(),
                header.summarizes(),
                header.marks(),
                0,
                0,
                "",
                decider,
                header.fact());
    }

    /** Refuses a proposal for good. */
    public void reject(String id) {
        Proposal proposal = open(id);
        session.approvals().move(id, proposal.state(), ApprovalState.DENIED);
    }

    /** Forgets a durable fact; no session can. */
    public void forget(String fact) {
        boolean isFact =
                facts.find(fact).filter(entry -> entry.kind() == Kind.MEMORY).isPresent();
        if (!isFact || facts.delete(List.of(fact), Author.user(person)) == 0) {
            throw Absent.item();
        }
    }

    private Proposal open(String id) {
        Proposal proposal = proposals.get(id);
        if (proposal.state() == ApprovalState.DISPATCHING) {
            settle(id);
            proposal = proposals.get(id);
        }
        if (proposal.state() == ApprovalState.VOID) {
            throw refused("proposal-expired", "its time is over", "let the agent propose it again");
        }
        if (!proposal.isOpen()) {
            throw new CordonException.Conflict(Problem.of(
                    Rule.C26,
                    "proposal-decided",
                    "Nothing was changed",
                    "this proposal is " + proposal.state().name().toLowerCase(Locale.ROOT)
                            + ", and each is decided once",
                    "let the agent propose it again"));
        }
        return proposal;
    }

    /** A crash fell between the decision and its mark: the facts themselves say what came of it. */
    private void settle(String id) {
        String fact = MemoryCodec.read(proposals.entry(id)).header().fact();
        boolean written = facts.find(fact).isPresent();
        session.approvals().move(id, ApprovalState.DISPATCHING, written ? ApprovalState.DONE : ApprovalState.FAILED);
    }

    private void requireRoom() {
        if (facts.read(Kind.MEMORY, 0).size() >= parts.settings().mostItems()) {
            throw new CordonException.Conflict(Problem.of(
                    Rule.C34,
                    "facts-full",
                    "Nothing was accepted",
                    "there are as many durable facts in this workspace as may be",
                    "forget some, or raise memory.max_items"));
        }
    }

    private static CordonException.Refused refused(String code, String why, String mend) {
        return new CordonException.Refused(Problem.of(Rule.C26, code, "Nothing was accepted", why, mend));
    }
}
