/**
 * One task from an open session to its teardown: the agent's capsule, verification, approvals, what persists, and the
 * trace that tells of each step (C26 to C32). {@code RunSupervisor} is the walk; every other class is one step of it.
 */
@org.jspecify.annotations.NullMarked
package dev.cordon.run;
