package dev.cordon.guard;

import dev.cordon.core.spi.GuardFinding;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a file's text line by line, or piece by piece where a line is long, and scans it in chunks that overlap, so
 * that memory is bounded and nothing at a seam is missed. Chunks are gitleaks' 100,000 characters; the overlap of
 * 20,000 is longer than what any rule matches at most (a private key of 16,384 bits has 12,800). One thread.
 */
final class TextFeed {
    private static final int CHUNK = 100_000;
    private static final int OVERLAP = 20_000;

    /** More findings in one file tell nothing new; bounds memory. */
    private static final int MOST_FINDINGS = 1_000;

    private final ChunkScan scan;
    private final String path;
    private final StringBuilder text = new StringBuilder();
    private final List<Mark> marks = new ArrayList<>();
    private final List<GuardFinding> findings = new ArrayList<>();

    TextFeed(ChunkScan scan, String path) {
        this.scan = scan;
        this.path = path;
        this.findings.addAll(scan.byName(path));
    }

    /** From this offset on the text belongs to this line. */
    private record Mark(int offset, int line) {}

    /** A piece of a line, its end included where it has one. */
    void add(int line, String piece) {
        if (marks.isEmpty() || marks.getLast().line() != line) {
            marks.add(new Mark(text.length(), line));
        }
        text.append(piece);
        if (text.length() >= CHUNK) {
            scanChunk();
            drop(text.length() - OVERLAP);
        }
    }

    /** Separates what is not adjacent in the file. */
    void gap() {
        if (!text.isEmpty()) {
            text.append('\n');
        }
    }

    /** Scans the rest and answers all findings. */
    List<GuardFinding> end() {
        scanChunk();
        return ChunkScan.distinct(findings);
    }

    private void scanChunk() {
        for (ChunkScan.Hit hit : scan.hits(path, text.toString())) {
            GuardFinding finding = new GuardFinding(
                    path, lineAt(hit.offset()), hit.rule().id(), hit.rule().description());
            if (findings.size() < MOST_FINDINGS && !findings.contains(finding)) {
                findings.add(finding);
            }
        }
    }

    private int lineAt(int offset) {
        int low = 0;
        int high = marks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            boolean before = marks.get(middle).offset() <= offset;
            low = before ? middle : low;
            high = before ? high : middle - 1;
        }
        return marks.get(low).line();
    }

    private void drop(int count) {
        int line = lineAt(count);
        text.delete(0, count);
        List<Mark> kept = new ArrayList<>(List.of(new Mark(0, line)));
        marks.stream()
                .filter(mark -> mark.offset() > count)
                .forEach(mark -> kept.add(new Mark(mark.offset() - count, mark.line())));
        marks.clear();
        marks.addAll(kept);
    }
}
