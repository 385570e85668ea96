package dev.cordon.core;

import java.util.List;

/**
 * What could be read of a damaged session. Each entry opened under the session's key at its own place (C11), so none is
 * foreign or altered; what the gaps held is lost. A record's newer version, or its deletion, may have been in a gap.
 *
 * @param entries in the log's order, superseded versions included
 * @param gaps places of which nothing could be read, in order
 */
public record Salvaged(List<Entry> entries, List<Gap> gaps) {
    /** Sequences from {@code from} to {@code to}, both included. */
    public record Gap(long from, long to) {}

    public Salvaged {
        entries = List.copyOf(entries);
        gaps = List.copyOf(gaps);
    }
}
