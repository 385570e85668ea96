package dev.cordon.capsule;

import dev.cordon.testing.Await;
import dev.cordon.testing.TestMark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, with this one's class path: something that can be killed, or run in other namespaces. */
record ChildJvm(Process process, Workbench.Drain out) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return behind(List.of(), main, arguments);
    }

    /** Started by the program {@code before}, which gets the JVM's command line. */
    static ChildJvm behind(List<String> before, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Dsun.jnu.encoding=UTF-8", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add("-D" + Workbench.PROPERTY + "=" + Workbench.RUN);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(TestMark.NAME, TestMark.value());
        Process process = builder.start();
        return new ChildJvm(process, new Workbench.Drain(process.getInputStream()));
    }

    /** Waits for its end; answers what it said. */
    String finish() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the child doesn't end; it said: " + out.soFar());
        }
        return out.text();
    }

    void awaitWord(String word) throws Exception {
        Await.until(
                PATIENCE,
                () -> {
                    if (!process.isAlive() && !out.soFar().contains(word)) {
                        throw new AssertionError("the child ended: " + out.soFar());
                    }
                    return out.soFar().contains(word);
                },
                "the child to say " + word);
    }

    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
