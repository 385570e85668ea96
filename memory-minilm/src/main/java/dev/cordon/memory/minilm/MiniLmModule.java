package dev.cordon.memory.minilm;

import ai.onnxruntime.OrtEnvironment;
import dev.cordon.memory.Embedder;
import dev.cordon.memory.EmbedderModule;

/** What {@code memory.embeddings: minilm} names. */
public final class MiniLmModule implements EmbedderModule {
    @Override
    public String name() {
        return "minilm";
    }

    @Override
    public Embedder open() {
        OrtEnvironment environment = NativeRuntime.load();
        return new MiniLm(() -> Model.read(environment));
    }
}
