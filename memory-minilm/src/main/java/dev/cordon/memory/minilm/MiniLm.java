package dev.cordon.memory.minilm;

import ai.onnxruntime.OrtException;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.memory.Embedder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * all-MiniLM-L6-v2 in this process: {@value Model#DIMENSIONS} dimensions, English, no network, nothing kept of a text.
 * A text has the same vector whatever is asked beside it.
 *
 * <p>The model is read at the first text and takes some 120 MB outside of the heap until {@link #close}. Thread-safe: one
 * text is computed at a time, on the asking thread, and who came first is next, so that a session with a thousand texts
 * holds up nobody's question (C34).
 */
final class MiniLm implements Embedder {
    private final Source source;
    private final ReentrantLock turn = new ReentrantLock(true);
    private @Nullable Model model;
    private boolean closed;

    MiniLm(Source source) {
        this.source = source;
    }

    /** Where the model comes from; asked once. */
    @FunctionalInterface
    interface Source {
        Model read() throws IOException, OrtException;
    }

    @Override
    public String name() {
        return "all-minilm-l6-v2-q";
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return texts.stream().map(this::embed).toList();
    }

    private float[] embed(String text) {
        turn.lock();
        try {
            return model().vector(text);
        } catch (IOException | OrtException e) {
            throw unavailable(e);
        } finally {
            turn.unlock();
        }
    }

    private Model model() throws IOException, OrtException {
        if (closed) {
            throw unavailable(new IllegalStateException("closed"));
        }
        if (model == null) {
            model = source.read();
        }
        return model;
    }

    private static CordonException.Unavailable unavailable(Exception cause) {
        return new CordonException.Unavailable(
                Problem.of(
                        "embedder-down",
                        "Meanings can't be compared",
                        "the model of this module can't be read or used",
                        "type 'cordon install minilm' again"),
                cause);
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            if (model != null) {
                model.close();
            }
            model = null;
        } finally {
            turn.unlock();
        }
    }
}
