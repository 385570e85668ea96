package dev.cordon.memory;

import java.io.IOException;

/** What is searched of one partition: its words, and their meanings where there is an embedder. For one thread at a time. */
record PartitionIndex(TextIndex words, Vectors meanings) implements AutoCloseable {
    PartitionIndex() {
        this(new TextIndex(), new Vectors());
    }

    /** Takes in what was written and out what was deleted since the last time. */
    void catchUp(Records records) throws IOException {
        words.catchUp(records, meanings);
    }

    /** What it takes of the heap, about. */
    long bytes() throws IOException {
        return words.bytes() + meanings.bytes();
    }

    @Override
    public void close() throws IOException {
        words.close();
    }
}
