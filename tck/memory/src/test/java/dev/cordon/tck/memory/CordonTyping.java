package dev.cordon.tck.memory;

import dev.cordon.core.Author;
import dev.cordon.core.IdType;
import dev.cordon.core.Session;
import dev.cordon.memory.Memory;
import dev.cordon.memory.Proposal;
import dev.cordon.memory.ProposalDesk;
import dev.cordon.memory.Remember;
import dev.cordon.memory.Scratch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Durable facts and scratch. */
final class CordonTyping implements Abilities.Typing {
    private final CordonMemory of;
    private final Map<String, String> tasks = new ConcurrentHashMap<>();
    /** What a person sees on the screen and types. */
    private final Map<String, String> codes = new ConcurrentHashMap<>();

    CordonTyping(CordonMemory of) {
        this.of = of;
    }

    @Override
    public String propose(Owner owner, String text) {
        try (Session session = of.session(owner)) {
            Proposal proposal =
                    Memory.of(session, of.parts(), CordonMemory.AGENT).propose(text);
            codes.put(proposal.id(), proposal.code());
            return proposal.id();
        }
    }

    @Override
    public void accept(Owner owner, String proposal) {
        try (Session session = of.session(owner)) {
            new ProposalDesk(
                            session,
                            of.router.facts(of.credential(owner), of.workspace(owner)),
                            of.parts(),
                            owner.user())
                    .accept(proposal, codes.get(proposal));
        }
    }

    @Override
    public void scratch(Owner owner, String task, String text) {
        try (Session session = of.session(owner)) {
            of(session, task).remember(Remember.scratch(text));
        }
    }

    private Memory of(Session session, String task) {
        return Memory.of(session, of.parts(), CordonMemory.AGENT.forTask(id(task)));
    }

    private String id(String task) {
        return tasks.computeIfAbsent(task, name -> of.ports.ids().mint(IdType.TASK));
    }

    @Override
    public List<Item> searchAs(Owner owner, String task, String query) {
        try (Session session = of.session(owner)) {
            return CordonSession.found(of(session, task), query, Lab.MANY);
        }
    }

    @Override
    public void endTask(Owner owner, String task) {
        try (Session session = of.session(owner)) {
            Scratch.end(session, id(task), Author.user(owner.user()));
        }
    }

    @Override
    public void openEphemeral(Owner owner) {
        of.known(owner, of.router.createEphemeral(of.credential(owner), of.workspace(owner), null, CordonMemory.MONTH))
                .close();
    }
}
