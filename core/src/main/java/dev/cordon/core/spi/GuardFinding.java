package dev.cordon.core.spi;

import java.util.Objects;

/**
 * Where something was found, and by which rule. Never holds the value (C31).
 *
 * @param file path as the guard was given it
 * @param line from 1; 0 where the file as a whole is meant
 * @param ruleId stable name of the rule
 * @param description what the rule is about
 */
public record GuardFinding(String file, int line, String ruleId, String description) {
    public GuardFinding {
        Objects.requireNonNull(file);
        Objects.requireNonNull(ruleId);
        Objects.requireNonNull(description);
    }
}
