package dev.cordon.cli;

import dev.cordon.cli.Config.Embeddings;
import dev.cordon.cli.Config.MemoryConfig;
import dev.cordon.core.SecretRef;
import dev.cordon.memory.MemorySettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Reads the section {@code memory}. */
final class MemoryReader {
    private MemoryReader() {}

    /** @param folder where relative paths start */
    static MemoryConfig read(Section root, Path folder) {
        Optional<Section> found = root.section("memory");
        return found.map(section -> of(section, folder)).orElse(MemoryConfig.DEFAULT);
    }

    private static MemoryConfig of(Section section, Path folder) {
        MemorySettings usual = MemorySettings.DEFAULT;
        MemorySettings settings = new MemorySettings(
                section.value("idle", Durations::parse).orElse(usual.idle()),
                section.value("ttl", Durations::parse).orElse(usual.absolute()),
                section.value("max_bytes", upTo(MemorySettings.MOST_TEXT_BYTES)).orElse(usual.mostBytes()),
                section.value("max_items", upTo(1_000_000)).orElse(usual.mostItems()),
                section.value("max_total_bytes", upTo(Integer.MAX_VALUE))
                        .map(Integer::longValue)
                        .orElse(usual.mostTotalBytes()),
                section.value("max_per_minute", upTo(1_000_000)).orElse(usual.mostPerMinute()),
                section.value("max_proposals", upTo(10_000)).orElse(usual.mostProposals()),
                section.value("proposal_validity", Durations::parse).orElse(usual.proposalValidity()),
                section.value("max_summary_tokens", upTo(1_000_000)).orElse(usual.maxSummaryTokens()));
        int indexes =
                section.value("index_bytes", upTo(Integer.MAX_VALUE)).orElse((int) MemoryConfig.DEFAULT.indexBytes());
        Optional<Embeddings> embeddings = section.section("embeddings").map(inner -> embeddings(inner, folder));
        section.done();
        return new MemoryConfig(settings, indexes, embeddings);
    }

    private static Embeddings embeddings(Section section, Path folder) {
        URI place = section.value("base_url", MemoryReader::web).orElse(URI.create(""));
        if (!section.has("base_url") || !section.has("model")) {
            section.problem("base_url", "'" + section.at("base_url") + "' and 'model' are both needed");
        }
        Embeddings embeddings = new Embeddings(
                place,
                section.text("model").orElse(""),
                section.value("api_key", SecretRef::parse).map(ref -> ConfigReader.resolved(ref, folder)));
        section.done();
        return embeddings;
    }

    private static URI web(String text) {
        URI uri = URI.create(text);
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException("it is an address that begins with http:// or https://");
        }
        return uri;
    }

    private static Function<String, Integer> upTo(int most) {
        return text -> {
            int value;
            try {
                value = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                value = 0;
            }
            if (value < 1 || value > most) {
                throw new IllegalArgumentException("it is a number from 1 to " + most);
            }
            return value;
        };
    }
}
