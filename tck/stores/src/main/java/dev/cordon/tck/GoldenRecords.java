package dev.cordon.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The golden vectors of sealed records, format 1: a published test key, and rows that it sealed. Whoever reads them as
 * they say reads every record that Cordon wrote. Immutable.
 *
 * @param keyset Tink's JSON keyset in clear: for these vectors only
 */
public record GoldenRecords(String keyset, List<Vector> vectors) {
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

    /** Reads the vectors of this version. */
    public static GoldenRecords load() {
        JsonMapper json = JsonMapper.shared();
        try (InputStream in = Objects.requireNonNull(GoldenRecords.class.getResourceAsStream("golden-records.json"))) {
            JsonNode root = json.readTree(in);
            List<Vector> vectors = List.of(json.treeToValue(root.path("vectors"), Vector[].class));
            return new GoldenRecords(root.path("keyset").toString(), vectors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
