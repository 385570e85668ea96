package dev.cordon.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes heads, each in one write. What is written has been checked by the records that hold it. */
public final class HeadWriter {
    private HeadWriter() {}

    public static void write(RequestHead head, OutputStream out) throws IOException {
        write(head.method() + " " + head.target().text() + " " + head.version(), head.headers(), out);
    }

    public static void write(ResponseHead head, OutputStream out) throws IOException {
        write(head.version() + " " + head.status() + " " + head.phrase(), head.headers(), out);
    }

    private static void write(String line, Headers headers, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder(line).append("\r\n");
        fields(headers, text);
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    static void fields(Headers headers, StringBuilder text) {
        for (Headers.Field field : headers) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
    }
}
