package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** The faults of a disk, in the words of the exception tree. */
final class Problems {
    private Problems() {}

    static CordonException.Unavailable disk(String doing, IOException cause) {
        return new CordonException.Unavailable(
                Problem.of("state-folder", "Cordon can't " + doing, reason(cause), mend(cause)), cause);
    }

    private static String reason(IOException cause) {
        String text = cause.getMessage();
        if (cause instanceof AccessDeniedException) {
            return "permission denied: " + text;
        }
        return text == null ? cause.getClass().getSimpleName() : text;
    }

    private static String mend(IOException cause) {
        String reason = cause instanceof FileSystemException fs ? fs.getReason() : cause.getMessage();
        if (reason != null && reason.contains("No space left")) {
            return "free some space ('cordon gc' removes base trees that no task needs), then run again";
        }
        if (cause instanceof AccessDeniedException || (reason != null && reason.contains("Read-only"))) {
            return "make $CORDON_HOME writable for you, or point CORDON_HOME to a folder that is";
        }
        return "check the disk under $CORDON_HOME, then run again";
    }
}
