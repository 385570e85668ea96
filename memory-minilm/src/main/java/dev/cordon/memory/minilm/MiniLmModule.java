package dev.cordon.memory.minilm;

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
        return new MiniLm(NativeRuntime.load());
    }
}
