package dev.cordon.tck.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Session;
import dev.cordon.memory.Memory;
import dev.cordon.memory.Query;
import dev.cordon.memory.Remember;
import dev.cordon.memory.Selector;
import java.util.List;
import java.util.Optional;

/** One open session of Cordon, and its memory. */
record CordonSession(Session session, Memory memory) implements SessionUnderTest {
    @Override
    public String append(String text) {
        return memory.remember(Remember.working(text)).item().id();
    }

    @Override
    public Optional<String> get(String id) {
        try {
            return Optional.of(memory.get(id).text());
        } catch (CordonException.NotFound e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Item> search(String query, int k) {
        return found(memory, query, k);
    }

    static List<Item> found(Memory memory, String query, int k) {
        return memory.recall(Query.of(query).most(k)).hits().stream()
                .map(hit -> new Item(hit.item().id(), hit.item().text()))
                .toList();
    }

    @Override
    public boolean delete(String id) {
        return memory.forget(Selector.id(id)) == 1;
    }

    @Override
    public void close() {
        session.close();
    }
}
