package dev.cordon.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files and folders that lie directly in the temporary folder and bear Cordon's name. */
final class TempProbe implements LeakProbe {
    @Override
    public List<Resource> present() {
        List<Resource> found = new ArrayList<>();
        Path folder = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "cordon*")) {
            entries.forEach(entry -> found.add(new Resource("temporary file", entry.toString(), entry.toString())));
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder can't be read, so leaks can't be seen", e);
        }
        return found;
    }
}
