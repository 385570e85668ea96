package dev.cordon.tck.capsule;

import dev.cordon.capsule.Checkout;
import dev.cordon.capsule.Folders;
import dev.cordon.core.Session;
import dev.cordon.run.RunSupervisor;
import dev.cordon.run.TaskBook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Where attacks are made: a host's files with canaries, a person's repository, a neighbour that is alive, a server that
 * hears whatever leaves. {@link #run} makes an attack in a real run; {@link #unconfined} makes it without any capsule, on
 * a copy, to show that it would cross. Owns its folder and all in it; one thread.
 */
final class Lab implements AutoCloseable {
    private static final Duration CONTROL = Duration.ofSeconds(30);

    private final Path folder;
    private final Engine engine;
    private final RandomGenerator random = new SecureRandom();
    private final Ground ground;
    private final Ground template;
    private final TreeHash templateHost;
    private final Origin origin;
    private final Kit kit;
    private final Runs runs;
    private final Neighbour neighbour;
    private int count;

    private Lab(Path folder, Engine engine, Checkout checkout) throws IOException, InterruptedException {
        this.folder = Folders.create(folder);
        this.engine = engine;
        this.kit = Kit.lay(folder.resolve("kit"));
        this.ground = Ground.build(folder.resolve("ground"), random);
        this.template = Ground.build(folder.resolve("template"), random);
        this.templateHost = TreeHash.of(template.host());
        this.runs = new Runs(engine, ground.repository(), checkout, kit.mounts());
        this.origin = Origin.open();
        try {
            this.neighbour =
                    Neighbour.start(runs, engine.machine().folder().home().resolve("runs"), random);
        } catch (RuntimeException | InterruptedException e) {
            origin.close();
            throw e;
        }
    }

    /** @param checkout how capsules come by their files, unless an attack asks for another way */
    static Lab open(Path folder, Engine engine, Checkout checkout) throws IOException, InterruptedException {
        return new Lab(folder, engine, checkout);
    }

    /** What an attack did where nothing confined it. */
    record Control(boolean crossed, String output) {}

    /**
     * Runs a script, and then what a careless person would do with what it left, on a copy and in no capsule. A fence
     * keeps it from the rest of the machine.
     *
     * @param ask whose script and variables are taken
     */
    Control unconfined(Ask ask, String careless) throws IOException, InterruptedException {
        Ground copy = template.copyTo(folder.resolve("control"));
        String mark = mark();
        Map<String, String> environment = environment(ask, copy, mark);
        environment.put("HOME", copy.host().resolve("home").toString());
        environment.put("TMPDIR", copy.folder().resolve("tmp").toString());
        origin.heard();
        try {
            List<String> fenced = new Fence(folder, copy.folder())
                    .around(
                            copy.repository(),
                            ask.script(),
                            careless,
                            on(copy, ask.surroundings()),
                            neighbour.canary());
            String output =
                    Shell.run(copy.repository(), environment, CONTROL, fenced).output();
            boolean crossed = says(output)
                    || output.contains(copy.canary())
                    || output.contains(neighbour.canary())
                    || !templateHost.equals(TreeHash.of(copy.host()))
                    || origin.heard().contacts() > 0;
            return new Control(crossed, output);
        } finally {
            Folders.delete(copy.folder());
        }
    }

    /** Runs hostile code as an agent and looks at everything that it may not touch, before and after. */
    Seen run(Ask ask) throws IOException, InterruptedException {
        String mark = mark();
        Map<String, String> environment = environment(ask, ground, mark);
        Watch watch = new Watch(ground, neighbour, engine.machine().folder());
        origin.heard();
        Hearing hearing = new Hearing();
        long begin = System.nanoTime();
        try (Session session = runs.session()) {
            RunSupervisor.Outcome outcome = runs.supervisor(
                            session, located(ask).calledWith(on(ground, ask.surroundings())), environment, hearing)
                    .run();
            long millis = (System.nanoTime() - begin) / 1_000_000;
            byte[] patch = TaskBook.artifact(session, outcome.run(), "patch");
            Path file = Files.write(folder.resolve("patch-" + mark), patch);
            String text = new String(patch, StandardCharsets.ISO_8859_1);
            Origin.Heard heard = origin.heard();
            List<String> crossed = watch.crossed(
                    hearing.text(),
                    text + outcome.run().notTaken(),
                    mark,
                    ask.egress().isEmpty() ? heard.contacts() : 0);
            return new Seen(
                    hearing.text(),
                    text,
                    file,
                    TaskBook.artifact(session, outcome.run(), "transcript").length,
                    outcome.run(),
                    outcome.task().state(),
                    TaskBook.trace(session, outcome.run().id()),
                    runs.incidentsOf(session),
                    heard,
                    crossed,
                    environment,
                    millis);
        } finally {
            Leftovers.end(mark);
            watch.restore();
        }
    }

    /**
     * Applies a patch as a person would, and then does what a careless one does, to whom the host's files are open;
     * answers what crossed by that.
     */
    String careless(Seen seen, String script) throws IOException, InterruptedException {
        Path clone = folder.resolve("clone");
        Watch watch = watch();
        origin.heard();
        try {
            Shell.run(folder, Map.of("FROM", ground.repository().toString()), CONTROL, "git clone -q \"$FROM\" clone")
                    .orFail();
            if (!seen.patch().isEmpty()) {
                dev.cordon.capsule.Repository.around(clone, Map.of("PATH", "/usr/bin:/bin"))
                        .apply(seen.patchFile());
            }
            List<String> fenced =
                    new Fence(folder, List.of(clone, ground.folder())).around(clone, List.of("/bin/sh", "-c", script));
            String output = Shell.run(clone, ground.aims(), CONTROL, fenced).output();
            int contacts = origin.heard().contacts();
            return String.join("; ", watch.crossed(output, "", "none", contacts));
        } finally {
            watch.restore();
            Folders.delete(clone);
        }
    }

    /** Variables that name the host's files. */
    private static Map<String, String> on(Ground where, Map<String, String> variables) {
        Map<String, String> named = new HashMap<>();
        variables.forEach((name, value) ->
                named.put(name, value.replace("$HOST", where.host().toString())));
        return named;
    }

    /** Ways out are named before the lab's server has its port. */
    private Ask located(Ask ask) {
        return ask.allowed(ask.egress().stream()
                .map(way -> way.replace("$PORT", Integer.toString(origin.port())))
                .toList());
    }

    static boolean says(String output) {
        return output.lines().anyMatch(line -> line.startsWith("crossed"));
    }

    private Map<String, String> environment(Ask ask, Ground where, String mark) throws IOException {
        Map<String, String> environment = new HashMap<>(where.aims());
        environment.putAll(kit.variables());
        environment.put(Leftovers.MARK, mark);
        environment.put("PORT", Integer.toString(origin.port()));
        environment.put("UDP", Integer.toString(origin.datagramPort()));
        environment.put("NEIGHBOUR_PID", Long.toString(neighbour.pid()));
        environment.put("DOORS", engine.machine().folder().home().resolve("s").toString());
        environment.put("NEIGHBOUR_KEY", neighbour.key());
        environment.putAll(on(where, ask.environment()));
        return environment;
    }

    /** A variable's value that tells an attack's processes from all others. */
    String mark() {
        return "a" + count++ + "-" + Long.toHexString(random.nextLong());
    }

    Engine engine() {
        return engine;
    }

    Ground ground() {
        return ground;
    }

    Path folder() {
        return folder;
    }

    Origin origin() {
        return origin;
    }

    Neighbour neighbour() {
        return neighbour;
    }

    Runs runs() {
        return runs;
    }

    Watch watch() throws IOException {
        return new Watch(ground, neighbour, engine.machine().folder());
    }

    @Override
    public void close() throws IOException {
        try (origin) {
            neighbour.close();
        } finally {
            Folders.delete(folder);
        }
    }
}
