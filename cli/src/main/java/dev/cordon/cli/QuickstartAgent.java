package dev.cordon.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** One user of the quickstart: runs {@code cordon run} as a person would, and keeps what it printed. */
final class QuickstartAgent implements Runnable {
    private final String user;
    private final QuickstartSample sample;
    private final Surroundings surroundings;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private volatile int exit = CordonCli.FAILED;

    QuickstartAgent(String user, QuickstartSample sample, Surroundings surroundings) {
        this.user = user;
        this.sample = sample;
        this.surroundings = surroundings;
    }

    String user() {
        return user;
    }

    @Override
    public void run() {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Map<String, String> environment = new HashMap<>(surroundings.environment());
        environment.put("CORDON_TERMINALS", " 0");
        environment.put("CORDON_HOME", sample.state().toString());
        // What a parent process holds: the other user's agent must not see it, and neither must this one's.
        environment.put("QUICKSTART_TOKEN_OF_" + user, "token-of-" + user);
        Surroundings mine = new Surroundings(environment, sample.repository(), out, out);
        try {
            exit = CordonCli.run(
                    mine,
                    "run",
                    "--config",
                    sample.config().toString(),
                    "--profile",
                    user,
                    "--session",
                    user,
                    "--task",
                    "fix",
                    "--lane",
                    "repo-fix",
                    "--check",
                    "sh tests/test_prices.sh",
                    "--",
                    "sh",
                    "-c",
                    sample.agent(),
                    "agent.sh",
                    user);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int exit() {
        return exit;
    }

    String transcript() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    long held() {
        return transcript().lines().filter(line -> line.startsWith("held ")).count();
    }

    long crossed() {
        return transcript().lines().filter(line -> line.startsWith("CROSSED ")).count();
    }
}
