package dev.cordon.cli;

import java.nio.file.Path;

/** The program. Reads the environment once and hands it on; everything below gets it as a parameter. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Surroundings surroundings =
                new Surroundings(System.getenv(), Path.of("").toAbsolutePath(), System.out, System.err);
        int exit = CordonCli.run(surroundings, arguments);
        System.out.flush();
        System.err.flush();
        ShutdownGate.exit(exit);
    }
}
