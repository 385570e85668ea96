package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SignedStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A receipt as an erasure keeps it, or as it prints it with {@code --json}. */
final class ReceiptFile {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ReceiptFile() {}

    /** @throws CordonException.BadInput when the file is no receipt */
    static SignedStatement read(Path file) {
        try {
            JsonNode document = JSON.readTree(Files.readAllBytes(file));
            JsonNode signed = document.path("signed").isObject() ? document.path("signed") : document;
            return new SignedStatement(text(signed, "statement"), text(signed, "key"), text(signed, "signature"));
        } catch (IOException e) {
            throw none("there is no readable file " + file);
        } catch (JacksonException e) {
            throw none(file + " is no JSON");
        }
    }

    private static String text(JsonNode signed, String field) {
        JsonNode value = signed.path(field);
        if (!value.isString()) {
            throw none("it has no '" + field + "'");
        }
        return value.stringValue();
    }

    private static CordonException none(String why) {
        return new CordonException.BadInput(Problem.of(
                Rule.C17,
                "receipt-unreadable",
                "That is no receipt",
                why,
                "name a file of $CORDON_HOME/receipts, or what 'cordon erase --json' printed"));
    }
}
