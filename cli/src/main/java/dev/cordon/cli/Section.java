package dev.cordon.cli;

import dev.cordon.core.CordonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of the configuration. It remembers which keys were asked for; {@link #done} reports every other one.
 * What is wrong goes to the problems that all sections share, so that a person sees all of it at once.
 */
final class Section {
    private final String path;
    private final Map<String, Node> fields = new LinkedHashMap<>();
    private final TreeSet<String> known = new TreeSet<>();
    private final ConfigProblems problems;

    Section(String path, Node node, ConfigProblems problems) {
        this.path = path;
        this.problems = problems;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::field);
        } else {
            problems.add(node, "'" + path + "' must be a mapping, one 'key: value' a line");
        }
    }

    private void field(NodeTuple tuple) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            problems.add(tuple.getKeyNode(), "a key must be a word");
        } else if (fields.put(key.getValue(), tuple.getValueNode()) != null) {
            problems.add(key, "'" + at(key.getValue()) + "' is given twice");
        }
    }

    boolean has(String key) {
        known.add(key);
        return fields.containsKey(key);
    }

    /** Whether one value stands there, and no mapping or list. */
    boolean isWord(String key) {
        return node(key).filter(ScalarNode.class::isInstance).isPresent();
    }

    Optional<String> text(String key) {
        return node(key).flatMap(node -> scalar(key, node));
    }

    /** A value that {@code reader} turns into what it means; its refusal is a problem of this line. */
    <T> Optional<T> value(String key, Function<String, T> reader) {
        return node(key).flatMap(node -> scalar(key, node).flatMap(text -> read(key, node, text, reader)));
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        elements(key).forEach(node -> scalar(key, node).ifPresent(texts::add));
        return texts;
    }

    /** A list of words of which {@code reader} makes what they mean; each that it refuses is a problem of its own line. */
    <T> List<T> values(String key, Function<String, T> reader) {
        List<T> values = new ArrayList<>();
        elements(key)
                .forEach(node -> scalar(key, node)
                        .flatMap(text -> read(key, node, text, reader))
                        .ifPresent(values::add));
        return values;
    }

    /** The mappings in a list. */
    List<Section> sections(String key) {
        return elements(key).stream()
                .map(node -> new Section(at(key), node, problems))
                .toList();
    }

    Optional<Section> section(String key) {
        return node(key).map(node -> new Section(at(key), node, problems));
    }

    /** A mapping whose keys are names that people chose. */
    Map<String, Section> named(String key) {
        Map<String, Section> named = new LinkedHashMap<>();
        section(key)
                .ifPresent(parent -> parent.fields.forEach(
                        (name, node) -> named.put(name, new Section(parent.at(name), node, problems))));
        return named;
    }

    /** A mapping of names to words. */
    Map<String, String> namedTexts(String key) {
        Map<String, String> named = new LinkedHashMap<>();
        section(key)
                .ifPresent(parent -> parent.fields.forEach(
                        (name, node) -> parent.scalar(name, node).ifPresent(text -> named.put(name, text))));
        return named;
    }

    void problem(String key, String text) {
        Node node = fields.get(key);
        if (node != null) {
            problems.add(node, text);
        } else {
            problems.add(text);
        }
    }

    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Reports the keys that nobody asked for. */
    void done() {
        fields.forEach((key, node) -> {
            if (!known.contains(key)) {
                problems.add(node, "unknown key '" + at(key) + "'; here may stand: " + String.join(", ", known));
            }
        });
    }

    private Optional<Node> node(String key) {
        known.add(key);
        return Optional.ofNullable(fields.get(key));
    }

    private List<Node> elements(String key) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problems.add(node.get(), "'" + at(key) + "' must be a list: [a, b]");
        return List.of();
    }

    private Optional<String> scalar(String key, Node node) {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        problems.add(node, "'" + at(key) + "' must be one value");
        return Optional.empty();
    }

    private <T> Optional<T> read(String key, Node node, String text, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(text));
        } catch (CordonException e) {
            problems.add(
                    node,
                    "'" + at(key) + "': " + e.problem().why() + "; "
                            + e.problem().mend());
        } catch (IllegalArgumentException e) {
            problems.add(node, "'" + at(key) + "': " + e.getMessage());
        }
        return Optional.empty();
    }
}
