package dev.cordon.guard;

import dev.cordon.core.spi.GuardFinding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file of a patch, while it is walked. Its name is settled when its first hunk begins. */
final class PatchFile {
    private static final String NOWHERE = "/dev/null";

    private final ChunkScan scan;
    private final String header;
    private final Allowance allowance;
    private @Nullable String name;
    private @Nullable TextFeed feed;
    private @Nullable BinaryHunk binary;
    private boolean withoutContent;

    PatchFile(ChunkScan scan, String header, Allowance allowance) {
        this.allowance = allowance;
        this.scan = scan;
        this.header = header;
    }

    /** As the line {@code +++} says; that of a deleted file says nothing. */
    void named(String written) {
        String read = GitNames.read(written);
        name = read.equals(NOWHERE) ? name : GitNames.withoutSide(read);
    }

    void renamed(String written) {
        name = GitNames.read(written);
    }

    /** Its content is binary and follows. */
    BinaryHunk binary() {
        if (binary == null) {
            binary = new BinaryHunk(scan, name(), allowance);
        }
        return binary;
    }

    /** Its content is binary and is not there. */
    void withoutContent() {
        withoutContent = true;
    }

    String name() {
        return name != null ? name : GitNames.ofHeader(header).orElse("(a file whose name can't be told)");
    }

    TextFeed feed() {
        if (feed == null) {
            feed = new TextFeed(scan.excusesPath(name()) ? scan.formsOnly() : scan, name());
        }
        return feed;
    }

    void end(List<GuardFinding> findings, List<PatchReport.Unscanned> unscanned) {
        findings.addAll(feed().end());
        if (withoutContent) {
            unscanned.add(new PatchReport.Unscanned(name(), "its content is binary, and not in the patch"));
        }
        if (binary != null) {
            end(binary, findings, unscanned);
        }
    }

    private void end(BinaryHunk hunk, List<GuardFinding> findings, List<PatchReport.Unscanned> unscanned) {
        try (hunk) {
            findings.addAll(hunk.findings());
            String why = hunk.unscanned();
            if (why != null) {
                unscanned.add(new PatchReport.Unscanned(name(), why));
            }
        }
    }
}
