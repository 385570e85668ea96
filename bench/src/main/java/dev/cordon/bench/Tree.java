package dev.cordon.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A repository with one commit of so many files of some 400 bytes, in folders of 100. */
record Tree(Path folder, int files) {

    static Tree make(Path folder, int files) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Commands.run(folder, Map.of(), "git", "init", "--quiet", "--initial-branch=main");
        Process importer = new ProcessBuilder("git", "fast-import", "--quiet").directory(folder.toFile()).redirectErrorStream(true).start();
        try (OutputStream out = importer.getOutputStream()) {
            write(out, "commit refs/heads/main\ncommitter Bench <bench@localhost> 0 +0000\ndata 5\nfirst\n");
            for (int i = 0; i < files; i++) {
                String content = ("line of file " + i + "\n").repeat(20);
                write(out, "M 644 inline d" + i / 100 + "/f" + i + "\ndata " + content.length() + "\n" + content);
            }
        }
        if (importer.waitFor() != 0) {
            throw new IOException("git fast-import failed");
        }
        Commands.run(folder, Map.of(), "git", "reset", "--quiet", "--hard");
        return new Tree(folder, files);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
