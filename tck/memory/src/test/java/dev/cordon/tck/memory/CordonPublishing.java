package dev.cordon.tck.memory;

import dev.cordon.core.Session;
import dev.cordon.memory.CollectionDesk;
import dev.cordon.memory.Memory;
import dev.cordon.memory.Publication;
import java.util.List;

/** Collections, published at a person's desk. */
final class CordonPublishing implements Abilities.Publishing {
    private final CordonMemory of;

    CordonPublishing(CordonMemory of) {
        this.of = of;
    }

    @Override
    public void publish(Owner publisher, String collection, String text) {
        CollectionDesk desk = new CollectionDesk(
                name -> of.router.collection(of.credential(publisher), name), of.parts(), publisher.user());
        Publication publication = desk.prepare(collection, List.of(text));
        desk.publish(publication, publication.code());
    }

    @Override
    public SessionUnderTest openWith(Owner owner, String collection) {
        Session session = of.session(owner);
        return new CordonSession(
                session,
                Memory.of(
                        session,
                        of.parts(),
                        CordonMemory.AGENT,
                        List.of(of.router.mount(of.credential(owner), collection))));
    }
}
