package dev.cordon.egress;

import java.io.ByteArrayOutputStream;

/** Percent-encoding, as URLs and forms have it. */
final class Percent {
    private Percent() {}

    /** The content with each {@code %xx} as the byte that it stands for; linear, and never longer. */
    static byte[] decoded(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length);
        for (int i = 0; i < content.length; i++) {
            int high = content[i] == '%' && i + 2 < content.length ? Character.digit(content[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(content[i + 2], 16);
            out.write(low < 0 ? content[i] : (high << 4) | low);
            i += low < 0 ? 0 : 2;
        }
        return out.toByteArray();
    }
}
