package dev.cordon.tck.memory;

import org.sqlite.SQLiteJDBCLoader;

/** The versions of what is under test. */
final class Versions {
    private Versions() {}

    /** As the build pins it. */
    static String of(String peer) {
        String version = System.getProperty(peer + ".version");
        if (version == null) {
            throw new IllegalStateException("the build gives no version of " + peer);
        }
        return version;
    }

    static String sqlite() {
        return SQLiteJDBCLoader.getVersion();
    }
}
