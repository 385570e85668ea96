package dev.cordon.memory;

import java.io.IOException;

/** The way to an embeddings endpoint. Thread-safe; made by the wiring, which knows how this machine reaches others. */
@FunctionalInterface
public interface EmbeddingWay {
    /** What came back. */
    record Answer(int status, byte[] body) {}

    /**
     * Sends one request and waits for its answer, on a connection of its own that ends with it (C20).
     *
     * @param key of the endpoint; an empty one is not sent
     * @param most bytes of the answer
     * @throws IOException when the endpoint can't be reached, is not who it should be, or says more than that
     */
    Answer post(byte[] json, String key, int most) throws IOException;
}
