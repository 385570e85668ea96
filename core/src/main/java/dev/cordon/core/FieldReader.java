package dev.cordon.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link FieldWriter} wrote. Throws {@link BufferUnderflowException} where a field claims more than there
 * is, before anything is allocated for it. Not for concurrent use.
 */
final class FieldReader {
    private final ByteBuffer in;

    FieldReader(byte[] encoded) {
        this.in = ByteBuffer.wrap(encoded);
    }

    byte[] bytes() {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] field = new byte[length];
        in.get(field);
        return field;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    long number() {
        ByteBuffer field = ByteBuffer.wrap(bytes());
        return field.getLong();
    }

    /** Everything that is left. */
    Bytes rest() {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return Bytes.ceded(rest);
    }

    boolean atEnd() {
        return !in.hasRemaining();
    }
}
