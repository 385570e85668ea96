package dev.cordon.guard;

import dev.cordon.core.spi.GuardFinding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Scans bytes that are no text, as they are and without their zeros, which is how UTF-16 reads. For forms only: names and
 * entropy tell nothing about what a program wrote. One thread.
 */
final class BinaryText {
    private static final int WHOLE_FILE = 0;

    private final TextFeed raw;
    private final TextFeed narrow;

    BinaryText(ChunkScan scan, String path) {
        raw = new TextFeed(scan.formsOnly(), path);
        narrow = new TextFeed(scan.formsOnly(), path);
    }

    void add(byte[] buffer, int offset, int length) {
        String text = new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
        raw.add(WHOLE_FILE, text);
        narrow.add(WHOLE_FILE, text.replace("\0", ""));
    }

    List<GuardFinding> end() {
        List<GuardFinding> findings = new ArrayList<>(raw.end());
        findings.addAll(narrow.end());
        return findings;
    }
}
