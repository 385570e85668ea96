package dev.cordon.cli;

import dev.cordon.cli.Config.MemoryConfig;
import dev.cordon.memory.MemorySettings;
import java.util.Optional;
import java.util.function.Function;

/** Reads the section {@code memory}. */
final class MemoryReader {
    private MemoryReader() {}

    static MemoryConfig read(Section root) {
        Optional<Section> found = root.section("memory");
        return found.map(MemoryReader::of).orElse(MemoryConfig.DEFAULT);
    }

    private static MemoryConfig of(Section section) {
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
        section.done();
        return new MemoryConfig(settings, indexes);
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
