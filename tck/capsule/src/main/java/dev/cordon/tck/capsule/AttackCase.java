package dev.cordon.tck.capsule;

import dev.cordon.core.Rule;

/**
 * One numbered case of the corpus. Stateless: it may be tried in any lab.
 *
 * @param rule the rule that the boundary rests on
 */
public record AttackCase(int number, String title, Rule rule, Attack attack) {}
