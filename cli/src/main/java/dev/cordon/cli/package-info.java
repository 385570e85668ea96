/** Commands, configuration and wiring: the one place where all parts meet. */
@org.jspecify.annotations.NullMarked
package dev.cordon.cli;
