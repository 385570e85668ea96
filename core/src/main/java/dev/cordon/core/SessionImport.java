package dev.cordon.core;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what {@link SessionExport} wrote. All of the file is held against its manifest before the first record counts.
 * What this home exported keeps its provenance; of a file from elsewhere every record gets new ids and the mark {@link
 * Taint#IMPORTED}, since nobody here can vouch for it (C8).
 */
final class SessionImport {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A record of 16 MiB in JSON: escapes of six characters at worst, and its fields. */
    private static final int LONGEST_LINE = 6 * SealedRecords.MAX_RECORD_BYTES + (1 << 20);

    private final Path file;
    private final Ids ids;
    private final boolean isOwn;
    private final Map<String, String> minted = new HashMap<>();

    private SessionImport(Path file, Ids ids, boolean isOwn) {
        this.file = file;
        this.ids = ids;
        this.isOwn = isOwn;
    }

    /**
     * @param key this home's key of exports
     * @throws CordonException.BadInput if the file is no export, is cut off, or was altered
     */
    static SessionImport checked(Path file, Ids ids, byte[] key) {
        MessageDigest digest = SessionExport.sha256();
        List<String> last = new ArrayList<>();
        long[] lines = {0};
        lines(file, line -> {
            last.forEach(before -> digest.update((before + "\n").getBytes(StandardCharsets.UTF_8)));
            last.clear();
            last.add(line);
            if (lines[0]++ == 0) {
                requireFormat(line);
            }
        });
        if (last.isEmpty()) {
            throw unusable("it is empty");
        }
        JsonNode manifest = json(last.getFirst());
        byte[] sum = digest.digest();
        if (!manifest.path("sha256").asString("").equals(HexFormat.of().formatHex(sum))) {
            throw unusable("its manifest is missing or says something else: the file is cut off or was altered");
        }
        if (manifest.path("records").asLong(-1) != lines[0] - 2) {
            throw unusable("it holds another number of records than its manifest says");
        }
        byte[] mac = Macs.hmac(key, sum);
        boolean own = MessageDigest.isEqual(
                HexFormat.of().formatHex(mac).getBytes(StandardCharsets.US_ASCII),
                manifest.path("mac").asString("").getBytes(StandardCharsets.US_ASCII));
        return new SessionImport(file, ids, own);
    }

    /** Shows each record that a session takes over, in order. */
    void records(Consumer<Entry> records) {
        Deque<String> held = new ArrayDeque<>();
        lines(file, text -> {
            // The first line is the header, and the last the manifest: each is taken when the next has come.
            held.addLast(text);
            if (held.size() == 3) {
                held.removeFirst();
                entry(held.getFirst()).ifPresent(records);
            }
        });
    }

    private Optional<Entry> entry(String line) {
        try {
            Entry entry = EntryJson.read(json(line));
            if (!entry.kind().isCopied()) {
                return Optional.empty();
            }
            return Optional.of(isOwn ? entry : fromElsewhere(entry));
        } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
            throw unusable("a line is no record: " + e.getMessage());
        }
    }

    private Entry fromElsewhere(Entry entry) {
        Author author = entry.provenance().author();
        Set<Taint> marks = EnumSet.of(Taint.IMPORTED);
        marks.addAll(author.taint());
        String id = minted.computeIfAbsent(entry.id(), old -> ids.mint(IdType.RECORD));
        String text = entry.body().asUtf8();
        UnaryOperator<String> renamed = body -> {
            String result = body;
            for (Map.Entry<String, String> pair : minted.entrySet()) {
                result = result.replace(pair.getKey(), pair.getValue());
            }
            return result;
        };
        Bytes body = Bytes.utf8(text).equals(entry.body()) ? Bytes.utf8(renamed.apply(text)) : entry.body();
        return new Entry(
                entry.sequence(),
                entry.kind(),
                id,
                body,
                new Provenance(author.tainted(marks), entry.provenance().at()));
    }

    private static void requireFormat(String firstLine) {
        JsonNode header = json(firstLine);
        if (!header.path("format").asString("").equals(SessionExport.FORMAT)
                || header.path("version").asInt() != SessionExport.VERSION) {
            throw unusable("it is no session that this version exports");
        }
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw unusable("a line is not JSON");
        }
    }

    private static void lines(Path file, Consumer<String> lines) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    lines.accept(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else if (line.size() == LONGEST_LINE) {
                    throw unusable("a line is longer than any record");
                } else {
                    line.write(b);
                }
            }
            if (line.size() > 0) {
                throw unusable("its last line does not end");
            }
        } catch (IOException e) {
            throw unusable("it can't be read: " + e.getMessage());
        }
    }

    private static CordonException.BadInput unusable(String why) {
        return new CordonException.BadInput(
                Problem.of(Rule.C11, "import-unusable", "The session was not imported", why, "export it again"));
    }
}
