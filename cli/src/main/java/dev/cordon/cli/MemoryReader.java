package dev.cordon.cli;

import dev.cordon.cli.Config.Embeddings;
import dev.cordon.cli.Config.MemoryConfig;
import dev.cordon.core.SecretRef;
import dev.cordon.memory.AcceptPolicy;
import dev.cordon.memory.Mark;
import dev.cordon.memory.MemorySettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the section {@code memory}. */
final class MemoryReader {
    /** A fact that nobody read first should be short. */
    private static final int USUAL_FACT_BYTES = 500;

    /** The one module that makes vectors. */
    private static final String MINILM = "minilm";

    private MemoryReader() {}

    /** @param folder where relative paths start */
    static MemoryConfig read(Section root, Path folder, String version) {
        Optional<Section> found = root.section("memory");
        return found.map(section -> of(section, folder, version)).orElse(MemoryConfig.DEFAULT);
    }

    private static MemoryConfig of(Section section, Path folder, String version) {
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
        Optional<Embeddings> embeddings = section.isWord("embeddings")
                ? section.value("embeddings", MemoryReader::module)
                : section.section("embeddings").map(inner -> endpoint(inner, folder));
        Optional<AcceptPolicy> accept = section.section("accept").map(inner -> accept(inner, version));
        section.done();
        return new MemoryConfig(settings, indexes, embeddings, accept);
    }

    private static AcceptPolicy accept(Section section, String version) {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        for (String word : section.texts("marks")) {
            Stream.of(Mark.values())
                    .filter(mark -> mark.word().equals(word))
                    .findFirst()
                    .ifPresentOrElse(
                            marks::add,
                            () -> section.problem("marks", "'" + word + "' is no mark; there are " + words()));
        }
        List<String> lanes = section.texts("lanes");
        if (lanes.isEmpty()) {
            section.problem("lanes", "'" + section.at("lanes") + "' is missing: whose proposals become durable");
        }
        AcceptPolicy policy = new AcceptPolicy(
                version,
                Set.copyOf(lanes),
                marks,
                section.value("max_bytes", upTo(MemorySettings.MOST_TEXT_BYTES)).orElse(USUAL_FACT_BYTES));
        section.done();
        return policy;
    }

    private static String words() {
        return Stream.of(Mark.values()).map(Mark::word).collect(Collectors.joining(", "));
    }

    private static Embeddings module(String name) {
        if (!name.equals(MINILM)) {
            throw new IllegalArgumentException("it is " + MINILM + ", or { base_url, model } of an endpoint");
        }
        return new Embeddings.Module(name);
    }

    private static Embeddings endpoint(Section section, Path folder) {
        URI place = section.value("base_url", MemoryReader::web).orElse(URI.create(""));
        if (!section.has("base_url") || !section.has("model")) {
            section.problem("base_url", "'" + section.at("base_url") + "' and 'model' are both needed");
        }
        Embeddings embeddings = new Embeddings.Endpoint(
                place,
                section.text("model").orElse(""),
                section.value("api_key", SecretRef::parse).map(ref -> ConfigReader.resolved(ref, folder)));
        section.done();
        return embeddings;
    }

    private static URI web(String text) {
        URI uri = URI.create(text);
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                || uri.getHost() == null
                || uri.getRawQuery() != null
                || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("it is like https://api.example.com, without user and query");
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
