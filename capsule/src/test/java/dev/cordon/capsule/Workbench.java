package dev.cordon.capsule;

import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Streams;
import dev.cordon.testing.GitRepo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A repository, a state folder and real capsules, for tests that run scripts inside. */
final class Workbench implements AutoCloseable {
    /** Control groups are the whole machine's: two builds at once must not share their names. Children inherit it. */
    static final String PROPERTY = "cordon.test.run";

    static final String RUN =
            System.getProperty(PROPERTY, "run_TEST" + ProcessHandle.current().pid());

    private static final int KEPT_OUTPUT = 1 << 20;

    final Path home;
    final GitRepo repo;
    final BaseStore bases;
    final Capsules capsules;
    final Journal journal;
    final RunFolder run;
    private int count;

    private Workbench(Path home, GitRepo repo, SandboxLevel level) {
        this.home = home;
        this.repo = repo;
        this.bases = new BaseStore(home.resolve("bases"));
        this.capsules = new Capsules(level.in(home.resolve("skeleton")), isRoot());
        this.run = new RunFolder(home.resolve("runs/" + RUN), home.resolve("sockets"));
        this.journal = Journal.begin(home.resolve("journal"), RUN, run.facts());
        run.create();
    }

    static Workbench around(Path folder, GitRepo repo) {
        return in(folder.resolve("state"), repo);
    }

    static Workbench in(Path home, GitRepo repo) {
        return in(home, repo, SandboxLevel.NAMESPACE);
    }

    static Workbench around(Path folder, GitRepo repo, SandboxLevel level) {
        return in(folder.resolve("state"), repo, level);
    }

    static Workbench in(Path home, GitRepo repo, SandboxLevel level) {
        return new Workbench(home, repo, level);
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    Path journals() {
        return home.resolve("journal");
    }

    Repository repository() {
        return Repository.around(repo.folder(), System.getenv());
    }

    Base base() {
        return bases.borrow("user", "workspace", repository(), repository().commit("HEAD"), RUN, line -> {});
    }

    CapsuleSpec spec(Limits limits, Map<String, String> environment, Mount... mounts) {
        return spec("c" + count++, limits, environment, mounts);
    }

    CapsuleSpec spec(String name, Limits limits, Map<String, String> environment, Mount... mounts) {
        return new CapsuleSpec(
                name, base(), List.of(), List.of(mounts), environment, Map.of(), limits, new Streams.Pipes(null));
    }

    /** Runs a script in a fresh capsule to its end. */
    Outcome sh(String script) {
        return sh(script, spec(Limits.NONE_REQUESTED, Map.of()));
    }

    Outcome sh(String script, CapsuleSpec spec) {
        return start(script, spec).await();
    }

    Started start(String script, CapsuleSpec spec) {
        Capsule capsule = capsules.prepare(spec, run.path(), journal);
        try {
            Capsule.Running running = capsule.start(List.of("/bin/sh", "-c", script));
            return new Started(
                    capsule,
                    running,
                    new Drain(running.process().getInputStream()),
                    new Drain(running.process().getErrorStream()),
                    run.path().resolve("harvest"));
        } catch (RuntimeException e) {
            capsule.teardown();
            throw e;
        }
    }

    @Override
    public void close() {
        run.delete();
        journal.remove();
    }

    record Started(Capsule capsule, Capsule.Running running, Drain out, Drain err, Path scratch)
            implements AutoCloseable {
        Outcome await() {
            return new Outcome(capsule, running.await(), out.text(), err.text(), scratch);
        }

        @Override
        public void close() {
            capsule.teardown();
        }
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

    /** Reads a stream to its end, as a supervisor does, and keeps its beginning. */
    static final class Drain {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread thread;

        Drain(InputStream stream) {
            thread = Thread.ofVirtual().start(() -> drain(stream));
        }

        private void drain(InputStream stream) {
            byte[] buffer = new byte[1 << 16];
            try {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    synchronized (kept) {
                        kept.write(buffer, 0, Math.min(n, KEPT_OUTPUT - Math.min(KEPT_OUTPUT, kept.size())));
                    }
                }
            } catch (IOException ended) {
                // The stream ends with its process.
            }
        }

        String soFar() {
            synchronized (kept) {
                return kept.toString(StandardCharsets.UTF_8);
            }
        }

        String text() {
            try {
                if (!thread.join(Duration.ofSeconds(5))) {
                    throw new AssertionError("somebody still holds the output");
                }
                return soFar();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
