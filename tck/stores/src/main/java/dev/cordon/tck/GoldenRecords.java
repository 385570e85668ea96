package dev.cordon.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The golden vectors of sealed records: published test keys, and rows that they sealed. Whoever reads them as they say
 * reads every record that Cordon wrote. Immutable.
 *
 * @param keyset Tink's JSON keyset in clear: for these vectors only
 * @param sourceKeyset the same of the session that gave the rows; empty in format 1
 * @param source that session, by its partition's key; empty in format 1
 */
public record GoldenRecords(String keyset, String sourceKeyset, String source, List<Vector> vectors) {
    /**
     * One sealed row, the first of its partition. Byte strings are in hex.
     *
     * @param partition which of the three cases: session, user-workspace, collection
     * @param hashAfterGenesis the row's chain hash
     */
    public record Vector(
            String name,
            String partition,
            String partitionEncoding,
            String kind,
            String id,
            long sequence,
            long epoch,
            String writer,
            String author,
            String lane,
            String run,
            long seconds,
            int nanoseconds,
            List<String> taints,
            String body,
            String associatedData,
            String plaintext,
            String sealed,
            String digest,
            String hashAfterGenesis) {}

    /** Reads the vectors of format 1. */
    public static GoldenRecords load() {
        return load("golden-records.json");
    }

    /** Reads those of format 2: what sessions give to durable partitions. */
    public static GoldenRecords loadGiven() {
        return load("golden-given-records.json");
    }

    private static GoldenRecords load(String name) {
        JsonMapper json = JsonMapper.shared();
        try (InputStream in = Objects.requireNonNull(GoldenRecords.class.getResourceAsStream(name))) {
            JsonNode root = json.readTree(in);
            List<Vector> vectors = List.of(json.treeToValue(root.path("vectors"), Vector[].class));
            return new GoldenRecords(
                    root.path("keyset").toString(),
                    root.path("sourceKeyset").toString(),
                    root.path("source").asString(""),
                    vectors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
