package dev.cordon.capsule;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The bytes of a path below a folder, as the file system has them. Names on Linux are bytes and need be no valid text;
 * {@link Path#toString} would lose what is not, {@link Path#toUri} keeps it.
 */
final class RawPath {
    private RawPath() {}

    /** Nothing lies below it: {@code toUri} asks the file system about the path, and would follow a link there. */
    private static final Path NOWHERE = Path.of("/dev/null");

    static byte[] of(Path relative) {
        String whole = NOWHERE.resolve(relative).toUri().getRawPath();
        return unescaped(whole.substring(NOWHERE.toString().length() + 1));
    }

    private static byte[] unescaped(String text) {
        byte[] escaped = text.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length);
        for (int i = 0; i < escaped.length; i++) {
            if (escaped[i] == '%') {
                bytes.write(Character.digit(escaped[i + 1], 16) << 4 | Character.digit(escaped[i + 2], 16));
                i += 2;
            } else {
                bytes.write(escaped[i]);
            }
        }
        return bytes.toByteArray();
    }
}
