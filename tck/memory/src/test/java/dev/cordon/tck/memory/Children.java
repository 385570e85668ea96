package dev.cordon.tck.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Processes that write until they are killed. */
final class Children {
    private Children() {}

    /** Starts a main class of these tests; its caller kills it. */
    static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What such a class does; see {@link Abilities.Killing}. */
    static void writeForEver(Consumer<String> append) {
        for (int i = 0; ; i++) {
            String text = "apple number " + i + " " + "x".repeat(500) + " whole";
            append.accept(text);
            System.out.println(text);
            System.out.flush();
        }
    }
}
