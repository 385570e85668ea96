package dev.cordon.run;

import dev.cordon.capsule.Harvest;
import dev.cordon.capsule.Harvest.Touched;
import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The names that a harvest is about: the beginning of them for records and events, and all of them as an artifact
 * where that is not all, so that no number or length of names can keep a run's work from being kept (C18, C30).
 */
record HarvestNames(Excerpt<Touched> touched, Excerpt<String> notTaken) {
    static HarvestNames of(Harvest harvest) {
        return new HarvestNames(
                Excerpt.of(harvest.touched(), Touched::path), Excerpt.of(harvest.notTaken(), line -> line));
    }

    /** Keeps all names, a JSON object a line; empty where the excerpts hold them all. */
    Optional<String> saveAll(Session session, Harvest harvest, Author author) {
        if (!touched.isCut() && !notTaken.isCut()) {
            return Optional.empty();
        }
        Path file = harvest.patch().resolveSibling("names");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                for (Touched each : harvest.touched()) {
                    out.write(Json.write(each).asUtf8() + "\n");
                }
                for (String line : harvest.notTaken()) {
                    out.write(Json.write(Map.of("left", line)).asUtf8() + "\n");
                }
            }
            return Optional.of(Artifacts.save(session, "names", file, author));
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            Rule.C18,
                            "names-unwritten",
                            "The names of what changed can't be kept",
                            String.valueOf(e.getMessage()),
                            "check the disk under $CORDON_HOME"),
                    e);
        }
    }
}
