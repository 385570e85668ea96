package dev.cordon.memory.minilm;

import ai.onnxruntime.OrtEnvironment;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * ONNX Runtime's native library. It loads from the folder that the property {@code onnxruntime.native.path} names, which
 * the launcher sets; without it the runtime unpacks into {@code java.io.tmpdir} for the moment of loading.
 */
final class NativeRuntime {
    private static final String FOLDER = "onnxruntime-java";

    private NativeRuntime() {}

    /**
     * The runtime, one a process; loads it at the first call.
     *
     * @throws CordonException.Refused where this machine can't load it (C29)
     */
    static synchronized OrtEnvironment load() {
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        Set<Path> before = folders(temp);
        try {
            return OrtEnvironment.getEnvironment();
        } catch (LinkageError | RuntimeException e) {
            throw new CordonException.Refused(
                    Problem.of(
                            Rule.C29,
                            "minilm-unloadable",
                            "Nothing was started: meanings can't be compared here",
                            "memory.embeddings is minilm, and its native library can't be loaded: it needs Linux with glibc 2.28"
                                    + " or newer, or macOS, and a folder for temporary files that allows programs",
                            "type 'cordon install minilm' again, or take memory.embeddings out of cordon.yaml"),
                    e);
        } finally {
            tidy(before, folders(temp));
        }
    }

    /**
     * A library that is loaded needs its file no more, and at its end the runtime leaves the folder, or after {@code kill
     * -9} all of it. A single new folder is this process's and no neighbour's.
     */
    private static void tidy(Set<Path> before, Set<Path> after) {
        after.removeAll(before);
        if (after.size() != 1) {
            return;
        }
        Path own = after.iterator().next();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(own);
        } catch (IOException e) {
            // It stays until somebody empties the folder for temporary files.
        }
    }

    private static Set<Path> folders(Path temp) {
        Set<Path> found = new HashSet<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temp, FOLDER + "*")) {
            folders.forEach(found::add);
        } catch (IOException e) {
            // Said by the loading itself, should it matter.
        }
        return found;
    }
}
