package dev.cordon.guard;

import dev.cordon.core.spi.GuardFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Walks a patch line by line. Inside of a hunk the counts of its head decide what is content, whatever it looks like,
 * so that no added line can pose as the next file. One thread.
 */
final class PatchWalk {
    private static final Pattern HUNK =
            Pattern.compile("@@ -\\d{1,9}(?:,(\\d{1,9}))? \\+(\\d{1,9})(?:,(\\d{1,9}))? @@.*", Pattern.DOTALL);

    private final ChunkScan scan;
    private final SplitSecrets splits;
    private final Allowance allowance = new Allowance(BinaryHunk.MOST);
    private final List<GuardFinding> findings = new ArrayList<>();
    private final List<PatchReport.Unscanned> unscanned = new ArrayList<>();
    private Where where = Where.BEFORE;
    private @Nullable PatchFile file;
    private int newLine;
    private int oldLeft;
    private int newLeft;
    private char kind;
    private long line;

    PatchWalk(ChunkScan scan) {
        this.scan = scan;
        this.splits = new SplitSecrets(scan);
    }

    private enum Where {
        BEFORE,
        HEADER,
        HUNK,
        BINARY
    }

    /** The line of the patch that was read last. */
    long line() {
        return line;
    }

    void piece(StringBuilder piece, boolean begins, boolean ends) {
        line += begins ? 1 : 0;
        if (where == Where.HUNK && (oldLeft > 0 || newLeft > 0)) {
            content(piece, begins, ends);
        } else if (begins) {
            outside(piece.toString());
        }
    }

    PatchReport end() {
        require(where != Where.HUNK || (oldLeft == 0 && newLeft == 0), "its last hunk is not complete");
        finishFile();
        findings.addAll(splits.end());
        return new PatchReport(SecretScanner.verdict(ChunkScan.distinct(findings)), unscanned);
    }

    private void content(StringBuilder piece, boolean begins, boolean ends) {
        if (begins) {
            kind = piece.isEmpty() ? ' ' : piece.charAt(0);
        }
        if (kind == '+') {
            String text = piece.substring(begins ? 1 : 0) + (ends ? "\n" : "");
            file().feed().add(newLine, text);
            if (!scan.excusesPath(file().name())) {
                splits.add(file().name(), newLine, text);
            }
        }
        if (ends) {
            count();
        }
    }

    private void count() {
        switch (kind) {
            case '+' -> newLeft--;
            case '-' -> oldLeft--;
            case ' ' -> {
                newLeft--;
                oldLeft--;
            }
            case '\\' -> {}
            default ->
                throw new IllegalArgumentException("a line of a hunk begins with neither of ' ', '+', '-', '\\'");
        }
        newLine += kind == '+' || kind == ' ' ? 1 : 0;
        require(oldLeft >= 0 && newLeft >= 0, "a hunk is longer than its head says");
    }

    private void outside(String text) {
        if (text.startsWith("diff --git ")) {
            finishFile();
            file = new PatchFile(scan, text.substring("diff --git ".length()), allowance);
            where = Where.HEADER;
        } else if (text.startsWith("@@ ") && (where == Where.HEADER || where == Where.HUNK)) {
            hunk(text);
        } else if (where == Where.HEADER) {
            header(text);
        } else if (where == Where.BINARY) {
            file().binary().line(text);
        } else {
            refuseForeignForms(text);
        }
    }

    private void header(String text) {
        if (text.startsWith("+++ ")) {
            file().named(text.substring("+++ ".length()));
        } else if (text.startsWith("rename to ") || text.startsWith("copy to ")) {
            file().renamed(text.substring(text.indexOf(" to ") + " to ".length()));
        } else if (text.startsWith("GIT binary patch")) {
            file().binary();
            where = Where.BINARY;
        } else if (text.startsWith("Binary files ")) {
            file().withoutContent();
            where = Where.BEFORE;
        } else {
            require(!text.startsWith("@@"), "a combined diff");
        }
    }

    private void hunk(String text) {
        Matcher head = HUNK.matcher(text);
        require(head.matches(), "a hunk's head is malformed");
        oldLeft = count(head.group(1));
        newLine = Integer.parseInt(Objects.requireNonNull(head.group(2)));
        newLeft = count(head.group(3));
        if (newLeft > 0) {
            file().feed().gap();
        }
        where = Where.HUNK;
    }

    /** Git would apply a traditional diff without {@code diff --git}, too; here it would pass unseen. */
    private static void refuseForeignForms(String text) {
        require(
                !text.startsWith("--- ") && !text.startsWith("+++ ") && !text.startsWith("@@ "),
                "no 'diff --git' before");
        require(!text.startsWith("diff --cc ") && !text.startsWith("diff --combined "), "a combined diff");
    }

    private void finishFile() {
        if (file != null) {
            file.end(findings, unscanned);
            file = null;
        }
    }

    private PatchFile file() {
        if (file == null) {
            throw new IllegalArgumentException("no 'diff --git' before");
        }
        return file;
    }

    private static int count(@Nullable String written) {
        return written == null ? 1 : Integer.parseInt(written);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
