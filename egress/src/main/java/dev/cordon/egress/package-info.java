/** A capsule's only way out: the proxy that asks the lane (C23, C25, C27). */
@org.jspecify.annotations.NullMarked
package dev.cordon.egress;
