package dev.cordon.core;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Writes fields one behind the other, each with its length in four bytes (big-endian) before it, so that no two
 * different sequences of fields encode to the same bytes (C1). Not for concurrent use.
 */
final class FieldWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    FieldWriter bytes(byte[] field) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(field.length).array());
        out.writeBytes(field);
        return this;
    }

    FieldWriter bytes(Bytes field) {
        return bytes(field.toArray());
    }

    /** As UTF-8; text that has no UTF-8 form (a lone surrogate) is refused, since it would encode like another one. */
    FieldWriter text(String field) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(field));
            byte[] exact = new byte[encoded.remaining()];
            encoded.get(exact);
            return bytes(exact);
        } catch (CharacterCodingException e) {
            throw new CordonException.BadInput(
                    Problem.of(
                            Rule.C1,
                            "text-not-utf8",
                            "A text can't be encoded",
                            "it is no valid Unicode",
                            "correct it"),
                    e);
        }
    }

    FieldWriter number(long field) {
        return bytes(ByteBuffer.allocate(8).putLong(field).array());
    }

    /** Appends without a length: only as the last part. */
    byte[] endWith(Bytes rest) {
        out.writeBytes(rest.toArray());
        return out.toByteArray();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
