package dev.cordon.cli;

import java.nio.file.Path;

/** The program. Reads the environment once and hands it on; everything below gets it as a parameter. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // Asked for by scripts and editors at every start; the parser is not needed to answer.
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println(new Version().getVersion()[0]);
            return;
        }
        Surroundings surroundings =
                new Surroundings(System.getenv(), Path.of("").toAbsolutePath(), System.out, System.err);
        int exit = CordonCli.run(surroundings, arguments);
        System.out.flush();
        System.err.flush();
        ShutdownGate.exit(exit);
    }
}
