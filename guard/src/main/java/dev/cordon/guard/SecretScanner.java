package dev.cordon.guard;

import dev.cordon.core.spi.ContentGuard;
import dev.cordon.core.spi.GuardFinding;
import dev.cordon.core.spi.GuardVerdict;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds secrets by the rules of gitleaks and Cordon's own (C31). Detection is gitleaks': keywords, then a regex, then
 * entropy, then what is known to be no secret. Unlike gitleaks it heeds no {@code gitleaks:allow} comment, which the
 * one who is scanned could write.
 *
 * <p>Immutable, safe for all threads; made once, some milliseconds. Takes time linear in the content and keeps some
 * 100,000 characters of it. No finding or message holds a value.
 */
public final class SecretScanner implements ContentGuard {
    private static final int PIECE = 32 << 10;

    private final ChunkScan scan;

    private SecretScanner(RuleSet rules) {
        this.scan = new ChunkScan(rules);
    }

    /** A scanner with the rules that Cordon ships. */
    public static SecretScanner shipped() {
        return new SecretScanner(RuleSet.shipped());
    }

    static SecretScanner of(RuleSet rules) {
        return new SecretScanner(rules);
    }

    @Override
    public GuardVerdict scan(String path, byte[] content) {
        if (scan.excusesPath(path)) {
            return new GuardVerdict.Untested("the rules excuse files of this name");
        }
        TextFeed feed = new TextFeed(scan, path);
        String text = new String(content, charset(content));
        int line = 1;
        int begin = 0;
        while (begin < text.length()) {
            int newline = text.indexOf('\n', begin);
            int end = Math.min(newline < 0 ? text.length() : newline + 1, begin + PIECE);
            feed.add(line, text.substring(begin, end));
            line += end - 1 == newline ? 1 : 0;
            begin = end;
        }
        return verdict(feed.end());
    }

    /** Where secrets stand in {@code text}, in order and without overlap; what is encoded, with its whole encoding. */
    public List<SecretSpan> spans(String text) {
        return SecretSpans.in(scan, text);
    }

    ChunkScan rules() {
        return scan;
    }

    static GuardVerdict verdict(List<GuardFinding> findings) {
        return findings.isEmpty() ? new GuardVerdict.Clean() : new GuardVerdict.Findings(findings);
    }

    /** Every rule is about ASCII, so that Latin-1 reads all its supersets; UTF-16 is known by its mark. */
    private static Charset charset(byte[] content) {
        boolean marked = content.length > 1
                && ((content[0] == (byte) 0xFE && content[1] == (byte) 0xFF)
                        || (content[0] == (byte) 0xFF && content[1] == (byte) 0xFE));
        return marked ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1;
    }
}
