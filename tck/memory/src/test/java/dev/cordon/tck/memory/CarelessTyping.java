package dev.cordon.tck.memory;

import java.util.List;

/** Kinds of memory that are no kinds: what is proposed counts, what is scratch stays, what is ephemeral proposes. */
record CarelessTyping(CordonMemory of) implements Abilities.Typing {

    private String keep(Owner owner, String text) {
        try (SessionUnderTest session = of.open(owner)) {
            return session.append(text);
        }
    }

    @Override
    public String propose(Owner owner, String text) {
        return keep(owner, text);
    }

    @Override
    public void accept(Owner owner, String proposal) {}

    @Override
    public void scratch(Owner owner, String task, String text) {
        keep(owner, text);
    }

    @Override
    public List<Item> searchAs(Owner owner, String task, String query) {
        try (SessionUnderTest session = of.open(owner)) {
            return session.search(query, Lab.MANY);
        }
    }

    @Override
    public void endTask(Owner owner, String task) {}

    @Override
    public void openEphemeral(Owner owner) {
        of.open(owner).close();
    }
}
