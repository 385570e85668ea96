package dev.cordon.memory.minilm;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The model as it was read: texts become vectors of length 1. A long text goes through in windows, whose pieces are all
 * averaged; every text goes alone, since a quantized model rounds by what it is given at once. Owned and closed by
 * {@link MiniLm}, for one thread at a time.
 */
final class Model implements AutoCloseable {
    static final int DIMENSIONS = 384;
    /** It was trained on at most 256 pieces with the two marks: see the card of sentence-transformers/all-MiniLM-L6-v2. */
    static final int WINDOW = 254;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final WordPieces pieces;

    private Model(OrtEnvironment environment, OrtSession session, WordPieces pieces) {
        this.environment = environment;
        this.session = session;
        this.pieces = pieces;
    }

    static Model read(OrtEnvironment environment) throws IOException, OrtException {
        WordPieces pieces = ModelFiles.pieces();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // The asking thread does the work: no pool of threads, none that spins.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return new Model(environment, environment.createSession(ModelFiles.model(), options), pieces);
        }
    }

    float[] vector(String text) throws OrtException {
        List<Integer> all = pieces.of(text);
        float[] sum = new float[DIMENSIONS];
        int begin = 0;
        do {
            int end = Math.min(all.size(), begin + WINDOW);
            addWindow(all.subList(begin, end), sum);
            begin = end;
        } while (begin < all.size());
        return unit(sum);
    }

    private void addWindow(List<Integer> window, float[] sum) throws OrtException {
        long[] ids = new long[window.size() + 2];
        ids[0] = WordPieces.BEGIN;
        for (int i = 0; i < window.size(); i++) {
            ids[i + 1] = window.get(i);
        }
        ids[ids.length - 1] = WordPieces.END;
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor words = tensor(ids);
                OnnxTensor mask = tensor(ones);
                OnnxTensor types = tensor(new long[ids.length]);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", words, "attention_mask", mask, "token_type_ids", types))) {
            for (float[] piece : ((float[][][]) result.get(0).getValue())[0]) {
                for (int i = 0; i < DIMENSIONS; i++) {
                    sum[i] += piece[i];
                }
            }
        }
    }

    private OnnxTensor tensor(long[] values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {1, values.length});
    }

    private static float[] unit(float[] sum) {
        double squares = 0;
        for (float one : sum) {
            squares += (double) one * one;
        }
        float length = (float) Math.max(Math.sqrt(squares), Float.MIN_NORMAL);
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= length;
        }
        return sum;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            // What it held outside of the heap goes with the process.
        }
    }
}
