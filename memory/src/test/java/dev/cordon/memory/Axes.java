package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A model of three meanings, animals, machines and food, which writes down what it was asked. */
final class Axes implements Embedder {
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile boolean down;
    volatile boolean miscounts;
    private final String name;
    private final int dimensions;

    Axes(String name, int dimensions) {
        this.name = name;
        this.dimensions = dimensions;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        if (down) {
            throw new CordonException.Unavailable(Problem.of("embedder-down", "Down", "a test says so", "none"));
        }
        asked.addAll(texts);
        return texts.stream().skip(miscounts ? 1 : 0).map(this::vector).toList();
    }

    private float[] vector(String text) {
        float[] vector = new float[dimensions];
        vector[0] = text.contains("cat") || text.contains("feline") ? 2 : 0;
        vector[1] = text.contains("engine") || text.contains("motor") ? 3 : 0;
        vector[2] = text.contains("bread") ? 1 : 0;
        return vector;
    }

    @Override
    public void close() {}
}
