package dev.cordon.tck.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.sqlite.SQLiteJDBCLoader;

/** The versions of what is under test, as it tells them itself. */
final class Versions {
    private Versions() {}

    static String cordon() {
        return System.getProperty("cordon.version", "this checkout");
    }

    static String sqlite() {
        return SQLiteJDBCLoader.getVersion();
    }

    /** Of a jar that Maven made. */
    static String of(Class<?> type, String group, String artifact) {
        String name = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream in = type.getResourceAsStream(name)) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
