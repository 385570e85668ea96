package dev.cordon.tck.capsule;

import dev.cordon.capsule.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs and bytes that attacks need, in a folder that capsules are shown read-only. Immutable. */
record Kit(Path folder) {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    static Kit lay(Path folder) throws IOException {
        String probe = Probe.class.getName().replace('.', '/') + ".class";
        Path target = folder.resolve(probe);
        Folders.create(target.resolveSibling(""));
        try (InputStream in = Kit.class.getClassLoader().getResourceAsStream(probe)) {
            if (in == null) {
                throw new IllegalStateException("the probe is not on the class path");
            }
            Files.copy(in, target);
        }
        Files.write(folder.resolve("right.hello"), Hello.naming("allowed.lab"));
        Files.write(folder.resolve("other.hello"), Hello.naming("other.lab"));
        return new Kit(folder);
    }

    /** The kit first; Java too, where a capsule would not see it. */
    List<Path> mounts() {
        List<Path> mounts = new ArrayList<>(List.of(folder));
        if (!JAVA_HOME.startsWith("/usr")) {
            mounts.add(JAVA_HOME);
        }
        return mounts;
    }

    Map<String, String> variables() {
        return Map.of(
                "KIT",
                folder.toString(),
                "PROBE",
                JAVA_HOME.resolve("bin/java") + " -XX:TieredStopAtLevel=1 -XX:-UsePerfData"
                        + " --enable-native-access=ALL-UNNAMED -cp " + folder + " " + Probe.class.getName());
    }
}
