/**
 * Scopes, sessions, sealed records, keys, lanes, approvals, the ledger and incidents: the parts of the
 * Session Isolation Contract that no engine may weaken. Ports for engines lie in {@code dev.cordon.core.spi}.
 */
@org.jspecify.annotations.NullMarked
package dev.cordon.core;
