package dev.cordon.egress;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a TLS client says first (RFC 8446, section 4.1.2): whom it wants to speak with, and whether it hides that.
 *
 * @param serverName lower-case; empty where none is said
 * @param isEncrypted whether it holds an {@code encrypted_client_hello}, which may name another host
 */
record ClientHello(Optional<String> serverName, boolean isEncrypted) {
    private static final int SERVER_NAME = 0;
    private static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;

    /** Reads a whole handshake message; empty for what is no well-formed ClientHello. */
    static Optional<ClientHello> parse(byte[] message) {
        try {
            ByteBuffer in = ByteBuffer.wrap(message);
            if (in.get() != 1 || length(in, 3) != in.remaining()) {
                return Optional.empty();
            }
            skip(in, 2 + 32);
            skip(in, length(in, 1));
            skip(in, length(in, 2));
            skip(in, length(in, 1));
            ByteBuffer extensions = in.hasRemaining() ? part(in, 2) : ByteBuffer.allocate(0);
            return in.hasRemaining() ? Optional.empty() : extensions(extensions);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<ClientHello> extensions(ByteBuffer in) {
        Optional<String> name = Optional.empty();
        boolean encrypted = false;
        while (in.hasRemaining()) {
            int type = length(in, 2);
            ByteBuffer content = part(in, 2);
            if (type == SERVER_NAME) {
                if (name.isPresent()) {
                    return Optional.empty();
                }
                name = Optional.of(name(content));
            }
            encrypted |= type == ENCRYPTED_CLIENT_HELLO;
        }
        return Optional.of(new ClientHello(name, encrypted));
    }

    /** A list of exactly one name of type host_name. */
    private static String name(ByteBuffer content) {
        ByteBuffer list = part(content, 2);
        if (list.get() != 0 || content.hasRemaining()) {
            throw new IllegalArgumentException("not a host name");
        }
        ByteBuffer name = part(list, 2);
        if (list.hasRemaining()) {
            throw new IllegalArgumentException("several names");
        }
        return StandardCharsets.ISO_8859_1.decode(name).toString();
    }

    private static ByteBuffer part(ByteBuffer in, int lengthBytes) {
        int length = length(in, lengthBytes);
        ByteBuffer part = in.slice(in.position(), checked(in, length));
        in.position(in.position() + length);
        return part;
    }

    private static void skip(ByteBuffer in, int bytes) {
        in.position(in.position() + checked(in, bytes));
    }

    private static int checked(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    private static int length(ByteBuffer in, int bytes) {
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = (length << 8) | (in.get() & 0xff);
        }
        return length;
    }
}
