package dev.cordon.egress;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes first messages of TLS clients, well-formed or not. */
final class Hello {
    private Hello() {}

    static byte[] naming(String name) {
        return record(message(serverName(name)));
    }

    static byte[] namingNobody() {
        return record(message(new byte[0]));
    }

    static byte[] namingTwice(String first, String second) {
        return record(message(joined(serverName(first), serverName(second))));
    }

    static byte[] hiding(String name) {
        return record(message(joined(serverName(name), extension(0xfe0d, new byte[8]))));
    }

    static byte[] padded(String name, int bytes) {
        return record(message(joined(serverName(name), extension(21, new byte[bytes]))));
    }

    /** The same message, one byte a record. */
    static byte[] inManyRecords(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : message(serverName(name))) {
            out.writeBytes(record(new byte[] {b}));
        }
        return out.toByteArray();
    }

    private static byte[] serverName(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        byte[] entry = joined(new byte[] {0}, sized(2, bytes));
        return extension(0, sized(2, entry));
    }

    private static byte[] extension(int type, byte[] content) {
        return joined(new byte[] {(byte) (type >> 8), (byte) type}, sized(2, content));
    }

    private static byte[] message(byte[] extensions) {
        byte[] body = joined(
                new byte[] {3, 3},
                new byte[32],
                new byte[] {0},
                sized(2, new byte[] {0x13, 1}),
                sized(1, new byte[] {0}),
                sized(2, extensions));
        return joined(new byte[] {1}, sized(3, body));
    }

    private static byte[] record(byte[] content) {
        return joined(new byte[] {22, 3, 1}, sized(2, content));
    }

    private static byte[] sized(int lengthBytes, byte[] content) {
        byte[] length = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            length[i] = (byte) (content.length >> (8 * (lengthBytes - 1 - i)));
        }
        return joined(length, content);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
