package dev.cordon.tck.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What many begin with: a map in the process, and a key that is made by joining names. */
class JoinedMap implements MemoryUnderTest {
    final ConcurrentHashMap<String, List<Item>> map = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "a map keyed by joined strings";
    }

    @Override
    public String version() {
        return "JDK " + Runtime.version().feature();
    }

    static String key(Owner owner) {
        return String.join(":", owner.tenant(), owner.user(), owner.workspace(), owner.session());
    }

    @Override
    public SessionUnderTest open(Owner owner) {
        return new Opened(key(owner));
    }

    @Override
    public void erase(Owner owner) {
        map.remove(key(owner));
    }

    @Override
    public void close() {
        map.clear();
    }

    @Override
    public Abilities.Addressing addressing() {
        return new Abilities.Addressing() {
            @Override
            public String idOf(Owner owner) {
                return key(owner);
            }

            @Override
            public SessionUnderTest openById(Owner caller, String id) {
                // The key is all that the map knows of a caller.
                return new Opened(id);
            }
        };
    }

    class Opened implements SessionUnderTest {
        final String key;

        Opened(String key) {
            this.key = key;
        }

        @Override
        public String append(String text) {
            String id = UUID.randomUUID().toString();
            map.compute(key, (at, items) -> {
                List<Item> more = new ArrayList<>(items == null ? List.of() : items);
                more.add(new Item(id, text));
                return more;
            });
            return id;
        }

        @Override
        public Optional<String> get(String id) {
            return all().stream()
                    .filter(item -> item.id().equals(id))
                    .map(Item::text)
                    .findFirst();
        }

        @Override
        public List<Item> search(String query, int k) {
            return all().stream()
                    .filter(item -> item.text().contains(query))
                    .limit(k)
                    .toList();
        }

        List<Item> all() {
            return map.getOrDefault(key, List.of());
        }

        @Override
        public boolean delete(String id) {
            boolean had = get(id).isPresent();
            map.computeIfPresent(
                    key,
                    (at, items) ->
                            items.stream().filter(item -> !item.id().equals(id)).toList());
            return had;
        }

        @Override
        public void close() {}
    }
}
