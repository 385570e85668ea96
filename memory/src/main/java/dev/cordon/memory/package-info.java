/** What sessions remember: typed, redacted, marked, expiring, and found again inside their own partition only. */
@org.jspecify.annotations.NullMarked
package dev.cordon.memory;
