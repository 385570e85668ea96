package dev.cordon.core;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session as JSON Lines: a line that says what it is, a line for each record that was ever written and not deleted, in
 * order, and a manifest: how many, the head that they led to, the SHA-256 of all lines before, and a MAC of it by this
 * home's key, by which an import here knows its own. What it holds is in the clear.
 */
public final class SessionExport {
    static final String FORMAT = "cordon-session";
    static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PAGE = 64;

    private final OutputStream out;
    private final byte[] key;
    private final MessageDigest digest = sha256();
    private long records;

    SessionExport(OutputStream out, byte[] key) {
        this.out = out;
        this.key = key.clone();
    }

    /** Writes all of it; leaves {@code out} open. Answers how many records there were. */
    long write(SessionReader session, Instant at) throws IOException {
        header(session.info(), at);
        Head head = session.head();
        for (long from = 1; from <= head.sequence(); from += PAGE) {
            for (Entry entry : session.entries(from, Math.min(head.sequence(), from + PAGE - 1))) {
                record(entry);
            }
        }
        manifest(head.sequence(), List.of());
        return records;
    }

    /** Writes what could be read of a damaged session, and names its gaps. */
    long write(SessionInfo info, Salvaged salvaged, Instant at) throws IOException {
        header(info, at);
        for (Entry entry : salvaged.entries()) {
            record(entry);
        }
        manifest(salvaged.entries().isEmpty() ? 0 : salvaged.entries().getLast().sequence(), salvaged.gaps());
        return records;
    }

    private void header(SessionInfo info, Instant at) throws IOException {
        line(JSON.createObjectNode()
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("session", info.id().value())
                .put("workspace", info.workspace().value())
                .put("name", info.findAlias().map(Alias::value).orElse(null))
                .put("created", info.created().toString())
                .put("expires", info.expires().toString())
                .put("exported", at.toString())
                .toString());
    }

    private void record(Entry entry) throws IOException {
        line(EntryJson.write(entry));
        records++;
    }

    private void manifest(long head, List<Salvaged.Gap> gaps) throws IOException {
        ObjectNode manifest = JSON.createObjectNode().put("records", records).put("head", head);
        gaps.forEach(
                gap -> manifest.withArray("gaps").addArray().add(gap.from()).add(gap.to()));
        byte[] sum = digest.digest();
        manifest.put("sha256", HexFormat.of().formatHex(sum));
        manifest.put("mac", HexFormat.of().formatHex(Macs.hmac(key, sum)));
        out.write((manifest + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void line(String json) throws IOException {
        byte[] bytes = (json + "\n").getBytes(StandardCharsets.UTF_8);
        digest.update(bytes);
        out.write(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
