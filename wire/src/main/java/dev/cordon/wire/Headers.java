package dev.cordon.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Header fields in the order in which they came; names are found whatever their case. Immutable and thread-safe.
 * Values are bytes read as ISO 8859-1, so that they are written as they came.
 *
 * <p>No instance holds a name or a value that would break out of its line.
 */
public final class Headers implements Iterable<Headers.Field> {
    public static final Headers NONE = new Headers(List.of());

    private final List<Field> fields;

    private Headers(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    /** One field. A name that is no token, or a value with a control character, is an IllegalArgumentException. */
    public record Field(String name, String value) {
        public Field {
            if (!Chars.isToken(name) || !Chars.isFieldValue(value)) {
                throw new IllegalArgumentException("not a header field");
            }
        }
    }

    public static Headers of(List<Field> fields) {
        return fields.isEmpty() ? NONE : new Headers(fields);
    }

    /** Reads {@code name, value, name, value …}. */
    public static Headers of(String... namesAndValues) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return of(fields);
    }

    /** The first value under the name. */
    public Optional<String> first(String name) {
        return fields.stream()
                .filter(f -> f.name.equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /** Every value under the name, in order. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(f -> f.name.equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    public boolean has(String name) {
        return fields.stream().anyMatch(f -> f.name.equalsIgnoreCase(name));
    }

    /** The members of a comma-separated field, over all its lines, trimmed, empty ones left out. */
    public List<String> list(String name) {
        return all(name).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .map(String::strip)
                .filter(member -> !member.isEmpty())
                .toList();
    }

    /** Whether a comma-separated field has the member, whatever its case. */
    public boolean lists(String name, String member) {
        return list(name).stream().anyMatch(member::equalsIgnoreCase);
    }

    /** These fields with one of that name in place of all others of it, at the end. */
    public Headers with(String name, String value) {
        return without(List.of(name)).plus(name, value);
    }

    /** These fields and one more. */
    public Headers plus(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new Headers(more);
    }

    public Headers without(String... names) {
        return without(List.of(names));
    }

    public Headers without(Collection<String> names) {
        TreeSet<String> dropped = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        dropped.addAll(names);
        return of(fields.stream().filter(f -> !dropped.contains(f.name)).toList());
    }

    public int size() {
        return fields.size();
    }

    @Override
    public Iterator<Field> iterator() {
        return fields.iterator();
    }
}
