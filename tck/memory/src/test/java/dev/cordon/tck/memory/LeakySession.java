package dev.cordon.tck.memory;

import dev.cordon.tck.memory.LeakyMap.Leak;
import dev.cordon.tck.memory.LeakyMap.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A session of a {@link LeakyMap}. */
final class LeakySession implements SessionUnderTest {
    private final LeakyMap of;
    private final Owner owner;
    private final String key;
    private int written;

    LeakySession(LeakyMap of, Owner owner, String key) {
        this.of = of;
        this.owner = owner;
        this.key = key;
    }

    private boolean has(Leak leak) {
        return of.has(leak);
    }

    @Override
    public String append(String text) {
        String id = of.keep(mixed(), text);
        if (has(Leak.LOSES_THE_CANCELLED) && ++written % 5 == 0) {
            of.texts.remove(id);
        }
        return id;
    }

    /** Now and then, the session that wrote last: what a shared field makes of two callers. */
    private Owner mixed() {
        if (has(Leak.MIXES_UNDER_LOAD) && of.texts.size() % 97 == 96) {
            return of.texts.values().iterator().next().owner();
        }
        return owner;
    }

    private boolean mine(Text text) {
        return has(Leak.PREFIX_SEARCH)
                ? text.owner().tenant().startsWith(owner.tenant())
                        && text.owner().withTenant("").equals(owner.withTenant(""))
                : has(Leak.READS_WITHOUT_SCOPE) && owner.session().isEmpty()
                        || text.key().equals(key);
    }

    @Override
    public Optional<String> get(String id) {
        Text text = of.texts.get(id);
        boolean there = text != null && of.live(text) && !text.deleted();
        if (there && !mine(text)) {
            foreign();
        }
        return there && (mine(text) || has(Leak.GETS_BY_ID_ALONE)) ? Optional.of(text.words()) : Optional.empty();
    }

    private void foreign() {
        if (has(Leak.SLOW_ON_FOREIGN)) {
            long end = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
        if (has(Leak.TELLS_FOREIGN_RECORDS)) {
            throw new IllegalStateException("not your record");
        }
    }

    @Override
    public List<Item> search(String query, int k) {
        if (has(Leak.EVALUATES_QUERIES) && query.contains("OR '1'='1")) {
            return items(of.all(), k);
        }
        List<Item> found = has(Leak.LIMITS_BEFORE_SCOPE)
                ? limitedFirst(query, k)
                : items(of.all().filter(this::mine).filter(text -> matches(text, query)), k);
        return found.isEmpty() && has(Leak.WIDENS_ON_ZERO_HITS)
                ? items(of.all().filter(text -> matches(text, query)), k)
                : found;
    }

    private List<Item> limitedFirst(String query, int k) {
        List<Item> all = items(of.all().filter(text -> matches(text, query)), k);
        return all.stream().filter(item -> mine(of.texts.get(item.id()))).toList();
    }

    private boolean matches(Text text, String query) {
        boolean visible = !text.deleted() || has(Leak.FINDS_DELETED);
        return visible
                && !Words.search(Words.items(List.of(text.words())), query, 1).isEmpty();
    }

    private static List<Item> items(Stream<Text> texts, int k) {
        return new ArrayList<>(texts.toList())
                .stream()
                        .sorted(Comparator.comparing(Text::words))
                        .limit(k)
                        .map(text -> new Item(text.id(), text.words()))
                        .toList();
    }

    @Override
    public boolean delete(String id) {
        Text text = of.texts.get(id);
        if (text == null || !of.live(text) || text.deleted() || !(mine(text) || has(Leak.DELETES_BY_ID_ALONE))) {
            return false;
        }
        of.texts.put(id, text.gone());
        return true;
    }

    @Override
    public void close() {}
}
