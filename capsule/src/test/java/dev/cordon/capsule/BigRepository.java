package dev.cordon.capsule;

import dev.cordon.testing.GitRepo;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Repositories as big as people have them, in seconds: written as one stream for {@code git fast-import}. */
final class BigRepository {
    private static final int FILES_PER_FOLDER = 1000;

    private BigRepository() {}

    /** A bare history: {@code files} in the first commit, one more changed in each of the others. */
    static GitRepo make(Path folder, int files, int commits) throws IOException, InterruptedException {
        GitRepo repo = GitRepo.init(folder);
        Process importer = new ProcessBuilder("git", "fast-import", "--quiet")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream stream = new BufferedOutputStream(importer.getOutputStream(), 1 << 16)) {
            for (int commit = 0; commit < commits; commit++) {
                write(stream, "commit refs/heads/main\ncommitter T <t@example.com> " + commit + " +0000\ndata 1\nc\n");
                int last = commit == 0 ? files : 1;
                for (int file = 0; file < last; file++) {
                    int at = commit == 0 ? file : commit % files;
                    String content = "file " + at + " of commit " + commit + "\n";
                    write(
                            stream,
                            "M 644 inline d" + at / FILES_PER_FOLDER + "/f" + at + "\ndata " + content.length() + "\n"
                                    + content);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (importer.waitFor() != 0) {
            throw new AssertionError("git fast-import failed");
        }
        return repo;
    }

    private static void write(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
