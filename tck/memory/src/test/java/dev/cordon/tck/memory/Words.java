package dev.cordon.tck.memory;

import java.util.List;
import java.util.Locale;

/** Search for memories that have none: what has one of the query's words in it, as an application would filter. */
final class Words {
    private Words() {}

    static List<Item> search(List<Item> items, String query, int k) {
        List<String> words = List.of(query.toLowerCase(Locale.ROOT).split("\\s+"));
        return items.stream()
                .filter(item -> words.stream()
                        .anyMatch(word -> !word.isEmpty()
                                && item.text().toLowerCase(Locale.ROOT).contains(word)))
                .limit(k)
                .toList();
    }

    static List<Item> items(List<String> texts) {
        return texts.stream().map(text -> new Item("", text)).toList();
    }
}
