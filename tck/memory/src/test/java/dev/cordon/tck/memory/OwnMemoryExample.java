package dev.cordon.tck.memory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The example of the documentation, which prints it from here. */
class OwnMemoryExample extends MemoryContract {
    @Override
    protected MemoryUnderTest open() {
        return new OwnMemory(new ConcurrentHashMap<>());
    }

    /** Yours lies behind the map. */
    record OwnMemory(Map<Owner, List<String>> texts) implements MemoryUnderTest {
        public String name() {
            return "our memory";
        }

        public String version() {
            return "1.0";
        }

        public SessionUnderTest open(Owner owner) {
            if (List.of(owner.tenant(), owner.user(), owner.workspace(), owner.session())
                    .contains("")) {
                throw new IllegalArgumentException("the scope lacks a part");
            }
            return new OwnSession(texts.computeIfAbsent(owner, any -> new CopyOnWriteArrayList<>()));
        }

        public void erase(Owner owner) {
            texts.remove(owner);
        }

        public void close() {}
    }

    record OwnSession(List<String> texts) implements SessionUnderTest {
        public String append(String text) {
            texts.add(text);
            return "";
        }

        public Optional<String> get(String id) {
            throw new NotOffered("texts have no ids");
        }

        public List<Item> search(String query, int k) {
            return texts.stream()
                    .filter(text -> List.of(text.split(" ")).contains(query))
                    .limit(k)
                    .map(text -> new Item("", text))
                    .toList();
        }

        public boolean delete(String id) {
            throw new NotOffered("texts have no ids");
        }

        public void close() {}
    }
}
