package dev.cordon.tck.capsule;

import dev.cordon.core.Session;
import dev.cordon.run.RunSupervisor;
import dev.cordon.run.TaskBook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A second session's run, alive as long as the lab: a canary in its checkout, HOME, TMPDIR, shared memory, stash and
 * environment, and listeners that write down whoever comes. Owned and closed by the lab.
 */
final class Neighbour implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SCRIPT = """
            echo "$CANARY" >>a.txt; git stash -q
            for f in canary "$HOME/canary" "$TMPDIR/canary" /dev/shm/canary-$$; do echo "$CANARY" >"$f"; done
            socat -u TCP-LISTEN:7399,bind=127.0.0.1,fork OPEN:"$HOME/heard",creat,append &
            socat -u ABSTRACT-LISTEN:neighbour,fork OPEN:"$HOME/heard",creat,append &
            rm -f /dev/shm/canary-$$
            echo "key=$OPENAI_API_KEY."
            exec sleep 3600
            """;

    private final Session session;
    private final RunSupervisor supervisor;
    private final Hearing hearing = new Hearing();
    private final Thread thread;
    private final Path folder;
    private final String mark;
    private final String canary;

    private Neighbour(Runs runs, Path runsFolder, RandomGenerator random) {
        this.mark = "neighbour-" + Long.toHexString(random.nextLong());
        this.canary = "canary-" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        this.session = runs.session();
        Map<String, String> environment = new HashMap<>(Map.of("CANARY", canary, Leftovers.MARK, mark));
        Ask ask = Ask.of(SCRIPT).named("neighbour").under("time=1h");
        this.supervisor = runs.supervisor(session, ask, environment, hearing);
        this.folder = runsFolder.resolve(supervisor.runId());
        this.thread = Thread.ofPlatform().name("neighbour").start(this::live);
    }

    static Neighbour start(Runs runs, Path runsFolder, RandomGenerator random) throws InterruptedException {
        Neighbour neighbour = new Neighbour(runs, runsFolder, random);
        if (!neighbour.hearing.await("key=", PATIENCE)) {
            neighbour.close();
            throw new IllegalStateException("the neighbour does not start: " + neighbour.hearing.text());
        }
        return neighbour;
    }

    private void live() {
        try {
            supervisor.run();
        } finally {
            hearing.end();
        }
    }

    String canary() {
        return canary;
    }

    String run() {
        return supervisor.runId();
    }

    /** The folder of the base that its checkout stands on. */
    String base() {
        return TaskBook.tasks(session).getLast().baseFolder();
    }

    /** The canary key that its environment shows, good at its own door only. */
    String key() {
        String text = hearing.text();
        int begin = text.indexOf("key=") + "key=".length();
        return text.substring(begin, text.indexOf('.', begin));
    }

    /** One of its processes, in the host's counting. */
    long pid() throws IOException {
        return Leftovers.of(mark).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the neighbour died in an earlier attack"))
                .pid();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** What it holds in its checkout, HOME and TMPDIR, as it lies on the host. */
    TreeHash hash() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (String part : new String[] {"upper", "mnt", "home", "tmp"}) {
            TreeHash.of(folder.resolve("agent").resolve(part))
                    .entries()
                    .forEach((name, content) -> all.put("neighbour/" + part + "/" + name, content));
        }
        return new TreeHash(all);
    }

    @Override
    public void close() {
        supervisor.stop();
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        session.close();
    }
}
