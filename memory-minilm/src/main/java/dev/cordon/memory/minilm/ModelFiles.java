package dev.cordon.memory.minilm;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** The model's files, as LangChain4j's jar carries them. */
final class ModelFiles {
    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private ModelFiles() {}

    static byte[] model() throws IOException {
        try (InputStream in = open(MODEL)) {
            return in.readAllBytes();
        }
    }

    /** The object {@code model.vocab}: a piece and its number, some 30,000 times. */
    static WordPieces pieces() throws IOException {
        Map<String, Integer> pieces = new HashMap<>(50_000);
        try (InputStream in = open(TOKENIZER);
                JsonParser parser = new JsonMapper().createParser(in)) {
            skipTo("model", parser);
            skipTo("vocab", parser);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String piece = parser.currentName();
                pieces.put(piece, parser.nextIntValue(0));
            }
        } catch (JacksonException e) {
            throw new IOException("the model's vocabulary can't be read", e);
        }
        return new WordPieces(pieces);
    }

    /** Into the object that is the value of {@code name} in this one. */
    private static void skipTo(String name, JsonParser parser) throws IOException {
        if (parser.currentToken() == null) {
            parser.nextToken();
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean found = parser.currentName().equals(name);
            parser.nextToken();
            if (found) {
                return;
            }
            parser.skipChildren();
        }
        throw new IOException("the model's vocabulary has no '" + name + "'");
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = ModelFiles.class.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException(name);
        }
        return in;
    }
}
