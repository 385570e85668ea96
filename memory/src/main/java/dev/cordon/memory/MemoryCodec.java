package dev.cordon.memory;

import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Entry;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stored form of an item, version 1: a version byte, the header's length in four bytes (big-endian), the header in
 * JSON, the text in UTF-8 up to the end. Fields that a later version added are passed over.
 */
final class MemoryCodec {
    private static final byte VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private MemoryCodec() {}

    /** @param textBytes the size of the text in UTF-8 */
    record Stored(Header header, String text, int textBytes) {}

    static Bytes write(Header header, String text) {
        byte[] head = JSON.writeValueAsBytes(header);
        byte[] tail = text.getBytes(StandardCharsets.UTF_8);
        return Bytes.ceded(ByteBuffer.allocate(1 + Integer.BYTES + head.length + tail.length)
                .put(VERSION)
                .putInt(head.length)
                .put(head)
                .put(tail)
                .array());
    }

    /** @throws CordonException.Damaged if it is no item of this version */
    static Stored read(Entry entry) {
        return read(entry.body());
    }

    static String text(Bytes body) {
        return read(body).text();
    }

    private static Stored read(Bytes body) {
        ByteBuffer in = ByteBuffer.wrap(body.toArray());
        try {
            if (in.get() != VERSION) {
                throw unreadable();
            }
            byte[] head = new byte[Math.clamp(in.getInt(), 0, in.remaining())];
            in.get(head);
            byte[] tail = new byte[in.remaining()];
            in.get(tail);
            return new Stored(
                    JSON.readValue(head, Header.class), new String(tail, StandardCharsets.UTF_8), tail.length);
        } catch (BufferUnderflowException | JacksonException e) {
            throw unreadable();
        }
    }

    private static CordonException.Damaged unreadable() {
        return new CordonException.Damaged(Problem.of(
                Rule.C11,
                "memory-unreadable",
                "A remembered item can't be read",
                "its form is not this version's",
                "use the version of Cordon that wrote it"));
    }
}
