package dev.cordon.guard;

import dev.cordon.core.spi.GuardVerdict;
import java.util.List;

/**
 * What the scan of a patch found. {@code Clean} speaks for what was scanned: what was not is listed, and whether that is
 * acceptable is a person's to decide (C33).
 */
public record PatchReport(GuardVerdict verdict, List<Unscanned> unscanned) {
    public PatchReport {
        unscanned = List.copyOf(unscanned);
    }

    /** A file of which nothing, or not all, was looked at. */
    public record Unscanned(String file, String why) {}
}
