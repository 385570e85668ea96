package dev.cordon.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What every command has: surroundings, the common options, and one way to print a result. */
abstract class CordonCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    final Surroundings surroundings;

    @Mixin
    Common common = new Common();

    CordonCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Options that every command takes. */
    static final class Common {
        @Option(names = "--json", description = "One JSON document on standard output.")
        boolean json;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The configuration; default: $CORDON_CONFIG, ./cordon.yaml, then the user's.")
        Optional<Path> config = Optional.empty();

        @Option(
                names = "--profile",
                paramLabel = "P",
                description = "Act as a profile that the configuration declares.")
        Optional<String> profile = Optional.empty();

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help and exit.")
        boolean help;
    }

    Config config() {
        return ConfigReader.find(common.config, surroundings.environment(), surroundings.folder());
    }

    Wiring wiring() {
        return new Wiring(surroundings, config(), common.profile);
    }

    Terminal terminal() {
        return new Terminal(surroundings, common.json);
    }

    static String json(Object document) {
        return JSON.writeValueAsString(document);
    }

    /** The JSON document of this command. */
    void print(Object document) {
        surroundings.out().println(json(document));
        surroundings.out().flush();
    }

    /** Prints the document with {@code --json}, else the text; answers "done". */
    int answer(Object document, String text) {
        if (common.json) {
            print(document);
        } else {
            surroundings.out().print(text);
            surroundings.out().flush();
        }
        return CordonCli.DONE;
    }
}
