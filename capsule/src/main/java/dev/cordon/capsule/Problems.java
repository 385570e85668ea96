package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;

/** The faults of a disk, in the words of the exception tree. */
final class Problems {
    private static final String WRITABLE =
            "make $CORDON_HOME writable for you, or point CORDON_HOME to a folder that is";

    /** What the kernel says of a full disk, and what git makes of that. */
    private static final List<String> FULL = List.of("No space left", "Disk quota exceeded", "Out of diskspace");

    private Problems() {}

    static CordonException.Unavailable disk(String doing, IOException cause) {
        return new CordonException.Unavailable(
                Problem.of("state-folder", "Cordon can't " + doing, reason(cause), mend(cause)), cause);
    }

    /** A library that answers what it never should. */
    static CordonException.Refused filter(Throwable cause) {
        return SeccompFilter.refused(String.valueOf(cause.getMessage()), SeccompFilter.MEND);
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
        String fallback =
                cause instanceof AccessDeniedException ? WRITABLE : "check the disk under $CORDON_HOME, then run again";
        return diskMend(String.valueOf(reason)).orElse(fallback);
    }

    /** What to do about a full or read-only disk, where a program's complaint speaks of one. */
    static Optional<String> diskMend(String complaint) {
        if (FULL.stream().anyMatch(complaint::contains)) {
            return Optional.of("free some space ('cordon gc' removes base trees that no task needs), then run again");
        }
        return complaint.contains("Read-only file system") ? Optional.of(WRITABLE) : Optional.empty();
    }
}
