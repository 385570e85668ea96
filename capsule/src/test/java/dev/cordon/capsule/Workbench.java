package dev.cordon.capsule;

import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Streams;
import dev.cordon.testing.GitRepo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A repository, a state folder and real capsules, for tests that run scripts inside. */
final class Workbench implements AutoCloseable {
    final Path home;
    final GitRepo repo;
    final BaseStore bases;
    final Capsules capsules;
    final Journal journal;
    final RunFolder run;
    private int count;

    private Workbench(Path folder, GitRepo repo) {
        this.home = folder.resolve("state");
        this.repo = repo;
        this.bases = new BaseStore(home.resolve("bases"));
        this.capsules = new Capsules(new NamespaceSandbox(home.resolve("skeleton")), isRoot());
        this.run = new RunFolder(home.resolve("runs/run_TEST"), home.resolve("sockets"));
        this.journal = Journal.begin(home.resolve("journal"), "run_TEST", run.facts());
        run.create();
    }

    static Workbench around(Path folder, GitRepo repo) {
        return new Workbench(folder, repo);
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    Repository repository() {
        return Repository.around(repo.folder(), System.getenv());
    }

    Base base() {
        return bases.borrow("user", "workspace", repository(), repository().commit("HEAD"), "run_TEST", line -> {});
    }

    CapsuleSpec spec(Limits limits, Map<String, String> environment, Mount... mounts) {
        return new CapsuleSpec(
                "c" + count++,
                base(),
                List.of(),
                List.of(mounts),
                environment,
                Map.of(),
                limits,
                new Streams.Pipes(null));
    }

    /** Runs a script in a fresh capsule to its end. */
    Outcome sh(String script) {
        return sh(script, spec(Limits.NONE_REQUESTED, Map.of()));
    }

    Outcome sh(String script, CapsuleSpec spec) {
        Capsule capsule = capsules.prepare(spec, run.path(), journal);
        Capsule.Running running = capsule.start(List.of("/bin/sh", "-c", script));
        String output = read(running.process().getInputStream());
        String errors = read(running.process().getErrorStream());
        return new Outcome(capsule, running.await(), output, errors, run.path().resolve("harvest"));
    }

    private static String read(java.io.InputStream stream) {
        try {
            return new String(stream.readNBytes(1 << 20), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        run.delete();
        journal.remove();
    }

    record Outcome(Capsule capsule, Capsule.Ended ended, String output, String errors, Path scratch)
            implements AutoCloseable {
        Harvest harvest() {
            Folders.delete(scratch);
            return ended.harvest(scratch);
        }

        @Override
        public void close() {
            capsule.teardown();
        }
    }
}
