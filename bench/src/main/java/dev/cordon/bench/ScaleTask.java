package dev.cordon.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One task of a scale run: {@code cordon run} as a process, and what fate has in store for it. Its agent writes a line
 * of its own, says so, works on for a while, looks at its base once more and writes a second line.
 */
record ScaleTask(int number, Fate fate, String base, long workMillis, long untilKill) {
    private static final String WROTE = "wrote-it";

    /** Longer than any machine takes, even with all others at work. */
    private static final long PATIENCE_SECONDS = 240;

    /** What happens to a task, and the line of its output after which the blow falls. */
    enum Fate {
        ENDS(40, "", "nothing happened to"),
        AGENT_KILLED(20, WROTE, "a process of the capsule killed"),
        CORDON_KILLED_AT_START(10, "", "cordon killed before it said anything, or later"),
        CORDON_KILLED_MAKING(10, "[router]", "cordon killed while it made the capsule"),
        CORDON_KILLED_AT_WORK(10, WROTE, "cordon killed while the agent worked"),
        CORDON_KILLED_KEEPING(10, "[agent]", "cordon killed while it kept the work");

        private final int share;
        private final String after;
        private final String words;

        Fate(int share, String after, String words) {
            this.share = share;
            this.after = after;
            this.words = words;
        }

        String words() {
            return words;
        }

        /** @param die from 0 to 99 */
        private static Fate of(int die) {
            int left = die;
            for (Fate fate : values()) {
                left -= fate.share;
                if (left < 0) {
                    return fate;
                }
            }
            throw new IllegalArgumentException("the shares add up to less than 100");
        }
    }

    /**
     * What was seen from outside.
     *
     * @param wrote the agent had said that its line is written
     * @param killed the blow fell before the end came by itself
     */
    record Seen(ScaleTask task, boolean wrote, boolean killed, int exit, String output) {}

    static ScaleTask of(int number, List<String> bases, Random random) {
        Fate fate = Fate.of(random.nextInt(100));
        return new ScaleTask(
                number,
                fate,
                bases.get(random.nextInt(bases.size())),
                200 + random.nextInt(2_000),
                random.nextInt(fate.after.isEmpty() ? 6_000 : 600));
    }

    String name() {
        return "t-" + number;
    }

    /** What the agent wrote first: no other task's has it. */
    String work() {
        return "work-of-" + number + "-alone";
    }

    String wholeWork() {
        return "whole-work-of-" + number;
    }

    private String script() {
        return String.format(Locale.ROOT, """
                echo %1$s >work.txt && echo %5$s
                sleep %2$d.%3$03d
                for n in 1 2 3; do cat d0/f$n >/dev/null || exit 9; done
                [ -z "$(git status --porcelain | grep -v work.txt)" ] || exit 8
                echo %4$s >>work.txt
                """, work(), workMillis / 1000, workMillis % 1000, wholeWork(), WROTE);
    }

    Seen run(CordonProcess cordon) throws IOException, InterruptedException {
        Process process = cordon.start(
                "run",
                "--session",
                "s-" + number,
                "--task",
                name(),
                "--base",
                base,
                "--limit",
                "pids=64,disk=64m",
                "--",
                "sh",
                "-c",
                script());
        CountDownLatch reached = new CountDownLatch(fate.after.isEmpty() ? 0 : 1);
        StringBuffer output = new StringBuffer();
        Thread reader = Thread.ofVirtual().start(() -> listen(process, reached, output));
        try {
            boolean killed = strike(process, reached);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(name() + " does not end:\n" + output);
            }
            reader.join();
            String said = output.toString();
            return new Seen(this, said.lines().anyMatch(WROTE::equals), killed, process.exitValue(), said);
        } finally {
            process.destroyForcibly();
        }
    }

    private void listen(Process process, CountDownLatch reached, StringBuffer output) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.startsWith(fate.after)) {
                    reached.countDown();
                }
            }
        } catch (IOException e) {
            output.append("(its output broke off)\n");
        }
    }

    /** Kills what fate names, if it still lives by then; only processes that this task started, by their ids. */
    private boolean strike(Process process, CountDownLatch reached) throws InterruptedException {
        if (fate == Fate.ENDS) {
            return false;
        }
        while (!reached.await(50, TimeUnit.MILLISECONDS)) {
            if (!process.isAlive()) {
                return false;
            }
        }
        if (process.waitFor(untilKill, TimeUnit.MILLISECONDS)) {
            return false;
        }
        if (fate == Fate.AGENT_KILLED) {
            List<ProcessHandle> inside = process.descendants().toList();
            return !inside.isEmpty()
                    && inside.get((int) (workMillis % inside.size())).destroyForcibly();
        }
        process.destroyForcibly();
        return true;
    }
}
