package dev.cordon.core;

/**
 * Proof that an entry is on the ledger, given once it is durable (C18, C32).
 *
 * @param index the entry's place in its log, from 0
 * @param leaf the entry's leaf hash, hexadecimal
 * @param checkpoint the signed head that covers it
 */
public record LedgerReceipt(long index, String leaf, LedgerCheckpoint checkpoint) {}
