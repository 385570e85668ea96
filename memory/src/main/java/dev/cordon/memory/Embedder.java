package dev.cordon.memory;

import java.util.List;

/**
 * Turns texts into vectors of one length, whose cosine tells how near their meanings are. Thread-safe; called for one
 * session at a time, and keeps nothing of a text. Made and closed by the wiring.
 */
public interface Embedder extends AutoCloseable {
    /** The model's name: vectors of different names are never compared. */
    String name();

    /**
     * One vector a text, in order.
     *
     * @throws dev.cordon.core.CordonException.Unavailable when it can't; the search goes by words then and says so
     */
    List<float[]> embed(List<String> texts);

    @Override
    void close();
}
