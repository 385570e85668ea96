package dev.cordon.memory;

import dev.cordon.core.Author;

/**
 * A text on its way into memory.
 *
 * @param bytes of the text in UTF-8
 * @param standing what the session remembers already
 */
record Candidate(MemoryKind kind, String text, int bytes, Author author, Standing standing) {
    Candidate with(String other) {
        return new Candidate(kind, other, Utf8.size(other), author, standing);
    }
}
