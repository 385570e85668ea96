package dev.cordon.core.spi;

/**
 * Looks for what must not leave: secrets, canaries, foreign content (C22, C31). The boundary asks; a guard only
 * answers.
 *
 * <p>An implementation is safe for all threads and lives as long as its process. It takes time linear in the content,
 * whatever the content is, and reads the usual encodings, such as base64, by itself. It never throws for a content, and no answer holds a value that it found. When it can't do
 * its work it says so: {@link GuardVerdict.Unavailable} is not {@link GuardVerdict.Clean} (C33).
 */
public interface ContentGuard {
    /**
     * Scans one content.
     *
     * @param path where it lies or comes from, as people will read it; some rules hold for some names only
     * @param content bytes of any encoding, read and not kept
     */
    GuardVerdict scan(String path, byte[] content);
}
