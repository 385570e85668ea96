package dev.cordon.stores.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * The engine's native code, unpacked once for each of its versions. By itself the driver unpacks a megabyte into the
 * temporary folder at each start, and leaves it there when the process is killed or halts.
 */
final class NativeLibrary {
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /** Has the driver load it from {@code folder}, which only this user can write to; the first folder named counts. */
    static synchronized void in(Path folder) throws IOException {
        if (System.getProperty(PATH) != null) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        Path version = folder.resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
        Path library = version.resolve(name);
        if (!Files.exists(library) && !unpack(name, library)) {
            return;
        }
        System.setProperty(PATH, version.toString());
        System.setProperty(NAME, name);
    }

    /** Answers whether the driver has one for this machine; whole or not at all, also when several start at once. */
    private static boolean unpack(String name, Path library) throws IOException {
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in == null) {
                return false;
            }
            Files.createDirectories(library.getParent());
            Path draft = Files.createTempFile(library.getParent(), name, ".new");
            Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, library, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }
}
