package dev.cordon.core;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a secret lies, never the secret itself. It is read at the boundary at the moment of use (C23) and never
 * shown; {@link #identity} is what an approval and a record name it by.
 */
public sealed interface SecretRef {
    Pattern ENVIRONMENT = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** A name for people and for fingerprints; holds nothing of the value. */
    String identity();

    /** A variable of Cordon's own environment. */
    record Environment(String variable) implements SecretRef {
        @Override
        public String identity() {
            return "env:" + variable;
        }
    }

    /** A file that only its owner may read. */
    record File(Path path) implements SecretRef {
        @Override
        public String identity() {
            return "file:" + path;
        }
    }

    /**
     * Reads {@code ${NAME}} or {@code file:PATH}.
     *
     * @throws CordonException.BadInput for anything else: a literal secret does not belong into a configuration
     */
    static SecretRef parse(String text) {
        Matcher environment = ENVIRONMENT.matcher(text);
        if (environment.matches()) {
            return new Environment(environment.group(1));
        }
        if (text.startsWith("file:") && text.length() > "file:".length()) {
            try {
                return new File(Path.of(text.substring("file:".length())));
            } catch (InvalidPathException e) {
                throw literal();
            }
        }
        throw literal();
    }

    private static CordonException.BadInput literal() {
        return new CordonException.BadInput(Problem.of(
                Rule.C23,
                "secret-literal",
                "A secret must be a reference",
                "a configuration is read by many and kept for long",
                "write \"${NAME}\" for a variable or \"file:PATH\" for a file"));
    }
}
