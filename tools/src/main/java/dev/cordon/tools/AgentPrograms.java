package dev.cordon.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The programs that every agent finds on its path inside a capsule. */
public final class AgentPrograms {
    /** Where the run's socket lies inside. */
    public static final String SOCKETS = "/run/boundary";

    /** The socket's name in that folder. */
    public static final String ACT_SOCKET = "act.sock";

    private AgentPrograms() {}

    public static Map<String, byte[]> all() {
        return Map.of("cordon-act", read("cordon-act"));
    }

    private static byte[] read(String name) {
        try (InputStream in = AgentPrograms.class.getResourceAsStream(name)) {
            return java.util.Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
