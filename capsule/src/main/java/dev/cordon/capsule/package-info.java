/**
 * Capsules: the checkout, the sandbox, the limits, the journal, the harvest and the teardown of one run
 * (C27 to C31). Nothing here knows what an agent is for; {@code dev.cordon.run} tells it.
 */
@org.jspecify.annotations.NullMarked
package dev.cordon.capsule;
