package dev.cordon.guard;

import dev.cordon.core.spi.GuardVerdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Scans what a git patch adds (C31): added lines, under the new names and line numbers of their files. Removed and
 * unchanged lines are the base's and not looked at. New binary contents are scanned as they are, and files that the rules
 * excuse by their names by all rules that know a form: a name is the agent's to choose. A binary file that is changed in
 * parts, is too large, or is not in the patch is listed as unscanned.
 *
 * <p>A patch that is not understood to its last line is {@link GuardVerdict.Unavailable}, never clean (C33): what git
 * could apply and this could not read must not pass. Immutable, safe for all threads; any size in bounded memory.
 */
public final class PatchScanner {
    private final ChunkScan scan;

    public PatchScanner(SecretScanner scanner) {
        this.scan = scanner.rules();
    }

    /**
     * Reads the patch to its end; the caller closes it.
     *
     * @param patch as {@code git diff} or {@code git format-patch} writes it, binary patches included
     */
    public PatchReport scan(InputStream patch) {
        PatchWalk walk = new PatchWalk(scan);
        try {
            LinePieces pieces = new LinePieces(patch);
            StringBuilder piece = new StringBuilder();
            while (pieces.next(piece)) {
                walk.piece(piece, pieces.beginsLine(), pieces.endsLine());
            }
            return walk.end();
        } catch (IOException e) {
            return unavailable("the patch can't be read");
        } catch (IllegalArgumentException e) {
            return unavailable("line " + walk.line() + " of the patch is not what git writes: " + e.getMessage());
        }
    }

    private static PatchReport unavailable(String why) {
        return new PatchReport(new GuardVerdict.Unavailable(why), List.of());
    }
}
