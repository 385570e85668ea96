/**
 * The attack corpus: hostile programs, run for real against the boundary of a capsule, and what became of each. It needs
 * an {@link dev.cordon.tck.capsule.Engine}, which whoever wires the stores gives it.
 */
@org.jspecify.annotations.NullMarked
package dev.cordon.tck.capsule;
