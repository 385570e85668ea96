/** Detectors: secrets in contents and patches, files that tools obey by themselves. Linear-time matching only. */
@org.jspecify.annotations.NullMarked
package dev.cordon.guard;
