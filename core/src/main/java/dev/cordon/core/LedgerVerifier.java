package dev.cordon.core;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a log is what its writer acknowledged, and names the first entry that is not (C32). Needs the public
 * key only. Reads each file once, in constant memory; a log may be verified while it is written.
 *
 * <p>Bytes behind the last checkpoint were never acknowledged and don't count. Cutting a log back to an earlier
 * checkpoint shows only against an anchor: a head kept elsewhere.
 */
public final class LedgerVerifier {
    private LedgerVerifier() {}

    /** Verifies without an anchor. */
    public static LedgerVerdict verify(Path log, LedgerPublicKey key) {
        return verify(log, key, Optional.empty());
    }

    /** Verifies that the log, besides, contains the anchored head as a prefix. */
    public static LedgerVerdict verify(Path log, LedgerPublicKey key, Optional<LedgerHead> anchor) {
        LedgerFiles files = new LedgerFiles(log);
        if (!Files.isRegularFile(files.checkpoints())) {
            return new LedgerVerdict.Inconclusive("there is no file of checkpoints in " + log);
        }
        try (BufferedReader lines = Files.newBufferedReader(files.checkpoints(), StandardCharsets.ISO_8859_1);
                LedgerWalk walk = new LedgerWalk(files, anchor)) {
            return verify(lines, new LedgerCheckpointCheck(files.log(), key), walk);
        } catch (IOException e) {
            return new LedgerVerdict.Inconclusive("the log in " + log + " can't be read");
        }
    }

    private static LedgerVerdict verify(BufferedReader lines, LedgerCheckpointCheck check, LedgerWalk walk)
            throws IOException {
        for (Optional<String> line = wholeLine(lines); line.isPresent(); line = wholeLine(lines)) {
            @Nullable LedgerVerdict verdict = check.next(line.get());
            if (verdict == null) {
                verdict = walk.to(check.last());
            }
            if (verdict != null) {
                return verdict;
            }
        }
        if (check.none()) {
            return new LedgerVerdict.Inconclusive("there is no checkpoint");
        }
        return walk.end();
    }

    /** A line without its end is torn: its checkpoint was not acknowledged. */
    private static Optional<String> wholeLine(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = lines.read(); next >= 0; next = lines.read()) {
            if (next == '\n') {
                return Optional.of(line.toString());
            }
            if (line.length() < LedgerCheckpointCheck.LONGEST) {
                line.append((char) next);
            }
        }
        return Optional.empty();
    }
}
