package dev.cordon.guard;

/**
 * Where a secret stands in a text, and which rule says so.
 *
 * @param begin index of its first char
 * @param end index after its last
 */
public record SecretSpan(String ruleId, int begin, int end) {}
