package dev.cordon.guard;

import dev.cordon.core.spi.GuardFinding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file of a patch, while it is walked. Its name is settled when its first hunk begins. */
final class PatchFile {
    private static final String NOWHERE = "/dev/null";

    private final ChunkScan scan;
    private final String header;
    private @Nullable String name;
    private @Nullable TextFeed feed;
    private boolean binary;

    PatchFile(ChunkScan scan, String header) {
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

    void binary() {
        binary = true;
    }

    String name() {
        return name != null ? name : GitNames.ofHeader(header).orElse("(a file whose name can't be told)");
    }

    TextFeed feed() {
        if (feed == null) {
            feed = new TextFeed(scan, name());
        }
        return feed;
    }

    void end(List<GuardFinding> findings, List<PatchReport.Unscanned> unscanned) {
        boolean excused = scan.excusesPath(name());
        if (binary || excused) {
            String why = binary ? "its content is binary" : "the rules excuse files of this name";
            unscanned.add(new PatchReport.Unscanned(name(), why));
        }
        if (!excused) {
            findings.addAll(feed().end());
        }
    }
}
