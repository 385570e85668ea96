package dev.cordon.core;

import dev.cordon.core.spi.Link;
import dev.cordon.core.spi.LinkVisitor;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks a log from its first row and holds it to its hash chain and its anchor (C11): hash = SHA-256(previous hash,
 * sequence, epoch, kind, id, digest of the sealed bytes). Erased rows keep digest and hash, and a later tombstone
 * answers for them. For one walk by one thread.
 */
final class Chain implements LinkVisitor {
    private final @Nullable Head anchor;
    private final Set<String> unanswered = new HashSet<>();
    private Head head;
    private @Nullable String fault;

    Chain(PartitionId partition, @Nullable Head anchor) {
        this.anchor = anchor;
        this.head = Head.genesis(partition);
    }

    static Link next(Head previous, int kind, String id, Bytes digest) {
        long sequence = previous.sequence() + 1;
        return new Link(
                sequence,
                previous.epoch(),
                kind,
                id,
                digest,
                hash(previous.hash(), sequence, previous.epoch(), kind, id, digest));
    }

    private static Bytes hash(Bytes previous, long sequence, long epoch, int kind, String id, Bytes digest) {
        return Bytes.ceded(new FieldWriter()
                        .bytes(previous)
                        .number(sequence)
                        .number(epoch)
                        .number(kind)
                        .text(id)
                        .bytes(digest)
                        .toBytes())
                .sha256();
    }

    @Override
    public void visit(Link link, boolean erased) {
        if (fault != null) {
            return;
        }
        Bytes expected = hash(head.hash(), link.sequence(), link.epoch(), link.kind(), link.id(), link.digest());
        if (link.sequence() != head.sequence() + 1 || link.epoch() < head.epoch() || !expected.equals(link.hash())) {
            fault = "the hash chain breaks: a row was altered, removed or swapped";
            return;
        }
        head = new Head(link.sequence(), link.epoch(), link.hash());
        if (anchor != null && anchor.sequence() == head.sequence()) {
            meetAnchor(anchor);
        }
        noteErasure(link, erased);
    }

    /** A restore anchors the last row in a later epoch than its own, in which the log goes on: what was there is foreign. */
    private void meetAnchor(Head anchored) {
        if (!anchored.hash().equals(head.hash()) || anchored.epoch() < head.epoch()) {
            fault = "a row differs from what was anchored: the file was replaced or rolled back";
        } else {
            head = anchored;
        }
    }

    private void noteErasure(Link link, boolean erased) {
        if (link.kind() == Kind.TOMBSTONE.number()) {
            unanswered.remove(link.id());
        }
        if (erased) {
            unanswered.add(link.id());
        }
    }

    /** What is wrong with the log that was walked, or null where nothing is. */
    @Nullable
    String fault() {
        if (fault == null && anchor != null && head.sequence() < anchor.sequence()) {
            return "rows that were anchored are gone: the file was truncated, rolled back or replaced";
        }
        if (fault == null && !unanswered.isEmpty()) {
            return "a row's content is gone and nobody deleted it";
        }
        return fault;
    }

    /** Where the log that was walked stands. */
    Head head() {
        return head;
    }
}
