package dev.cordon.run;

import dev.cordon.core.SessionId;
import dev.cordon.core.SignedStatement;
import java.util.Optional;

/** Where the receipts of erased sessions are kept, one for each (C17). Called by the thread that erases. */
public interface SessionReceipts {
    /** For who has the receipt from the call itself. */
    SessionReceipts NONE = new SessionReceipts() {
        @Override
        public Optional<SignedStatement> find(SessionId session) {
            return Optional.empty();
        }

        @Override
        public void keep(SessionId session, SignedStatement receipt) {}
    };

    /** What was kept for this session by a call that was stopped; nothing where it can't be read. Nobody has verified it. */
    Optional<SignedStatement> find(SessionId session);

    /** Keeps it in the place of any other, wholly or not at all. What is thrown here stops the erasure before its end. */
    void keep(SessionId session, SignedStatement receipt);
}
