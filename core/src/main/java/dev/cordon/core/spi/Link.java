package dev.cordon.core.spi;

import dev.cordon.core.Bytes;
import java.util.Objects;

/**
 * The visible part of a row: its place in the log and in the hash chain. Stays when the row is erased.
 *
 * @param sequence from 1, without gaps
 * @param kind the stable number of the record's kind
 * @param id minted: it says nothing about the record
 * @param digest SHA-256 of the sealed bytes as they were written
 * @param hash SHA-256 over the previous row's hash and all of the above
 */
public record Link(long sequence, long epoch, int kind, String id, Bytes digest, Bytes hash) {
    public Link {
        Objects.requireNonNull(id);
        Objects.requireNonNull(digest);
        Objects.requireNonNull(hash);
    }
}
