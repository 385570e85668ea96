package dev.cordon.capsule;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The bytes of a relative path, as the file system has them. Names on Linux are bytes and need be no valid text;
 * {@link Path#toString} would lose what is not, {@link Path#toUri} keeps it.
 */
final class RawPath {
    private static final Path ANCHOR = Path.of("/");
    private static final byte SLASH = '/';

    private RawPath() {}

    static byte[] of(Path relative) {
        URI uri = ANCHOR.resolve(relative).toUri();
        byte[] escaped = uri.getRawPath().getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length);
        for (int i = 1; i < escaped.length; i++) {
            if (escaped[i] == '%') {
                bytes.write(Character.digit(escaped[i + 1], 16) << 4 | Character.digit(escaped[i + 2], 16));
                i += 2;
            } else {
                bytes.write(escaped[i]);
            }
        }
        byte[] path = bytes.toByteArray();
        // toUri asks the file system whether this is a folder and ends it with a slash if so.
        return path.length > 0 && path[path.length - 1] == SLASH ? Arrays.copyOf(path, path.length - 1) : path;
    }
}
