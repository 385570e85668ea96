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
    /** Longer than any machine takes, even with all others at work. */
    private static final long PATIENCE_SECONDS = 240;

    /** What happens to a task. */
    enum Fate {
        /** Nothing: it must end well. */
        ENDS,
        /** One process of its capsule is killed while the agent works. */
        AGENT_KILLED,
        /** Its supervisor is killed while the agent works. */
        CORDON_KILLED_AT_WORK,
        /** Its supervisor is killed at any moment from its start on. */
        CORDON_KILLED_ANY_TIME
    }

    /**
     * What was seen from outside.
     *
     * @param wrote the agent had said that its line is written
     * @param killed the blow fell before the end came by itself
     */
    record Seen(ScaleTask task, boolean wrote, boolean killed, int exit, String output) {}

    static ScaleTask of(int number, List<String> bases, Random random) {
        int die = random.nextInt(100);
        Fate fate = die < 40
                ? Fate.ENDS
                : die < 60 ? Fate.AGENT_KILLED : die < 80 ? Fate.CORDON_KILLED_AT_WORK : Fate.CORDON_KILLED_ANY_TIME;
        return new ScaleTask(
                number,
                fate,
                bases.get(random.nextInt(bases.size())),
                200 + random.nextInt(2_000),
                random.nextInt(fate == Fate.CORDON_KILLED_ANY_TIME ? 12_000 : 600));
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
                echo %1$s >work.txt && echo wrote-it
                sleep %2$d.%3$03d
                for n in 1 2 3; do cat d0/f$n >/dev/null || exit 9; done
                [ -z "$(git status --porcelain | grep -v work.txt)" ] || exit 8
                echo %4$s >>work.txt
                """, work(), workMillis / 1000, workMillis % 1000, wholeWork());
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
        CountDownLatch wrote = new CountDownLatch(1);
        StringBuffer output = new StringBuffer();
        Thread reader = Thread.ofVirtual().start(() -> listen(process, wrote, output));
        try {
            boolean killed = strike(process, wrote);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(name() + " does not end:\n" + output);
            }
            reader.join();
            return new Seen(this, wrote.getCount() == 0, killed, process.exitValue(), output.toString());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void listen(Process process, CountDownLatch wrote, StringBuffer output) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.equals("wrote-it")) {
                    wrote.countDown();
                }
            }
        } catch (IOException e) {
            output.append("(its output broke off)\n");
        }
    }

    /** Kills what fate names, if it still lives by then; only processes that this task started, by their ids. */
    private boolean strike(Process process, CountDownLatch wrote) throws InterruptedException {
        if (fate == Fate.ENDS) {
            return false;
        }
        if (fate != Fate.CORDON_KILLED_ANY_TIME) {
            while (!wrote.await(50, TimeUnit.MILLISECONDS)) {
                if (!process.isAlive()) {
                    return false;
                }
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
