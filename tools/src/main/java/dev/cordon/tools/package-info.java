/**
 * Lanes at work: what an agent asks of its boundary, what waits for a person, and its dispatch after approval (C23 to
 * C26).
 */
@org.jspecify.annotations.NullMarked
package dev.cordon.tools;
