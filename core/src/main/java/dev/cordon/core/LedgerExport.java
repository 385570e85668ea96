package dev.cordon.core;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a log as JSON Lines: one object for each acknowledged entry, with its index and leaf hash, so that a reader
 * can check inclusion on its own. Call {@link LedgerVerifier} first: an export says what is there, not whether it is
 * true.
 */
public final class LedgerExport {
    private static final JsonFactory JSON = new JsonFactory();

    private LedgerExport() {}

    /**
     * Writes the entries of one log that {@code head} covers, and leaves {@code out} open.
     *
     * @return how many were written; fewer than the head's size where the log is damaged
     */
    public static long write(Path log, LedgerHead head, OutputStream out) throws IOException {
        LedgerFiles files = new LedgerFiles(log);
        long index = 0;
        try (LedgerEntryReader entries = LedgerEntryReader.open(files)) {
            Optional<byte[]> entry = head.size() == 0 ? Optional.empty() : entries.next();
            while (entry.isPresent()) {
                out.write(line(files.log(), index, entry.get()).getBytes(StandardCharsets.UTF_8));
                index++;
                entry = index < head.size() ? entries.next() : Optional.empty();
            }
        }
        return index;
    }

    private static String line(String log, long index, byte[] entry) {
        String leaf = MerkleHash.hex(MerkleHash.leaf(entry));
        String value = oneLineObject(entry)
                ? "\"entry\":" + new String(entry, StandardCharsets.US_ASCII)
                : "\"bytes\":\"" + Base64.getEncoder().encodeToString(entry) + "\"";
        return "{\"log\":\"" + log + "\",\"index\":" + index + ",\"leaf\":\"" + leaf + "\"," + value + "}\n";
    }

    /** Whether the entry is one JSON object in printable ASCII; anything else is exported as bytes. */
    private static boolean oneLineObject(byte[] entry) {
        for (byte at : entry) {
            if (at < ' ') {
                return false;
            }
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), entry)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException notJson) {
            return false;
        }
    }
}
