package dev.cordon.memory;

import dev.cordon.core.Entry;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import dev.cordon.core.KnowledgeReader;
import dev.cordon.core.PartitionId;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.Session;
import java.util.List;
import java.util.Optional;

/** One partition as something to read: of a session, of durable facts, or of a collection. It sees no other (C9, C10). */
interface Records {
    PartitionId partition();

    /** The newest version of each record of {@code kind} that was written after {@code sequence}, in order. */
    List<Entry> read(Kind kind, long sequence);

    Optional<Entry> find(String id);

    /**
     * Where the partition stands. While two answers are equal and there, nothing was acknowledged in between; nothing
     * where only reading tells.
     */
    Optional<Head> head();

    static Records of(ReadableSession session) {
        return new OfSession(session, new PartitionId.Session(session.scope()));
    }

    static Records of(KnowledgeReader reader) {
        return new OfKnowledge(reader);
    }

    /** A session's own. */
    record OfSession(ReadableSession session, PartitionId partition) implements Records {
        @Override
        public List<Entry> read(Kind kind, long sequence) {
            return session.read(kind, sequence);
        }

        @Override
        public Optional<Entry> find(String id) {
            List<Entry> versions = session.history(id);
            return versions.isEmpty() ? Optional.empty() : Optional.of(versions.getLast());
        }

        /** A writer is the only one; a reader knows the moment of its opening only. */
        @Override
        public Optional<Head> head() {
            return session instanceof Session writer ? Optional.of(writer.head()) : Optional.empty();
        }
    }

    /** What outlives sessions. */
    record OfKnowledge(KnowledgeReader reader) implements Records {
        @Override
        public PartitionId partition() {
            return reader.partition();
        }

        @Override
        public List<Entry> read(Kind kind, long sequence) {
            return reader.read(kind, sequence);
        }

        @Override
        public Optional<Entry> find(String id) {
            return reader.find(id);
        }

        /** What was never written stands at its beginning. */
        @Override
        public Optional<Head> head() {
            return Optional.of(reader.head().orElseGet(() -> Head.genesis(partition())));
        }
    }
}
