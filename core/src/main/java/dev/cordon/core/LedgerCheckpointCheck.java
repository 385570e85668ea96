package dev.cordon.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks a log's checkpoints in order: form, signature, log, and that they only grow. */
final class LedgerCheckpointCheck {
    /** No line that we write is longer. */
    static final int LONGEST = 1024;

    private final String log;
    private final LedgerPublicKey key;
    private @Nullable LedgerCheckpoint last;

    LedgerCheckpointCheck(String log, LedgerPublicKey key) {
        this.log = log;
        this.key = key;
    }

    boolean none() {
        return last == null;
    }

    LedgerCheckpoint last() {
        if (last == null) {
            throw new IllegalStateException("no checkpoint was read");
        }
        return last;
    }

    /** Null when the line continues the log as it should. */
    @Nullable
    LedgerVerdict next(String line) {
        Optional<LedgerCheckpoint> read = LedgerCheckpoint.parse(line);
        if (read.isEmpty()) {
            return bad("a line is no checkpoint");
        }
        LedgerCheckpoint checkpoint = read.get();
        if (last == null && !checkpoint.keyId().equals(key.id())) {
            return new LedgerVerdict.Inconclusive(
                    "the log names key " + checkpoint.keyId() + ", verified was with key " + key.id());
        }
        if (!checkpoint.signedBy(key)) {
            return bad("a checkpoint's signature is forged");
        }
        if (!checkpoint.log().equals(log)) {
            return bad("a checkpoint belongs to another log");
        }
        if (last != null && shrinks(last, checkpoint)) {
            return bad("a checkpoint is smaller than the one before");
        }
        last = checkpoint;
        return null;
    }

    private static boolean shrinks(LedgerCheckpoint before, LedgerCheckpoint after) {
        return after.head().size() < before.head().size() || after.bytes() < before.bytes();
    }

    private LedgerVerdict bad(String why) {
        return new LedgerVerdict.Bad(last == null ? 0 : last.head().size(), "checkpoint", why);
    }
}
