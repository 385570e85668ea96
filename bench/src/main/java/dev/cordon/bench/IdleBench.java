package dev.cordon.bench;

import dev.cordon.core.Alias;
import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Credential;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What a session that is open for writing and does nothing keeps of the heap, when everything that can go is gone; and
 * how many of them one JVM of 1 GB holds.
 */
final class IdleBench {
    private static final int RECORDS = 3;
    private static final int HANDLES = 512;

    /** Of a whole run, by the sessions of a part of it. */
    private static final int CROWD = 50;

    private final Path folder;
    private final Figures figures;
    private final int sessions;

    IdleBench(Path folder, Figures figures, int sessions) {
        this.folder = folder;
        this.figures = figures;
        this.sessions = sessions;
    }

    void measure() throws Exception {
        try (Home home = new Home(folder.resolve("idle"))) {
            List<Session> open = new ArrayList<>();
            // The pool of database handles is full before the first figure is taken.
            open(home, open, HANDLES);
            long before = usedHeap();
            open(home, open, sessions);
            long each = (usedHeap() - before) / sessions;
            figures.row("heap per open idle session, of " + sessions, each + " bytes", "", "", "≤ 4 kB");
            open.forEach(Session::close);
        }
        crowd();
    }

    private void crowd() throws Exception {
        int many = sessions * CROWD;
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Crowd.class.getName(),
                        folder.resolve("crowd").toString(),
                        Integer.toString(many))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = child.inputReader()) {
            String said = out.readLine();
            int code = child.waitFor();
            figures.row(
                    many + " sessions open for writing in one JVM of 1 GB",
                    code == 0 && said != null ? said : "ended with " + code,
                    "",
                    "",
                    "all");
        } finally {
            child.destroyForcibly();
        }
    }

    /** Opens so many, and shows at the end that each of them still takes a record. */
    static final class Crowd {
        private static final int USERS = 200;
        private static final int THREADS = 4;

        private final Home home;
        private final int many;

        private Crowd(Home home, int many) {
            this.home = home;
            this.many = many;
        }

        public static void main(String[] arguments) throws Exception {
            try (Home home = new Home(Path.of(arguments[0]))) {
                new Crowd(home, Integer.parseInt(arguments[1])).measure();
            }
            // The figures are out; whoever started this removes the folder.
            Runtime.getRuntime().halt(0);
        }

        private void measure() throws Exception {
            long before = usedHeap();
            List<Session> open = open();
            long heap = usedHeap();
            for (Session session : open) {
                session.append(Kind.NOTE, Bytes.copyOf(new byte[300]), Author.user("bench"));
            }
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                System.out.println("all took a record; " + (heap - before) / many + " bytes of heap each, "
                        + (heap >> 20) + " MB in all, " + descriptors.count() + " descriptors");
            }
        }

        private List<Session> open() throws Exception {
            List<Credential> users = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                Alias name = new Alias("user-" + i);
                users.add(new Credential.Profile(name, home.store.identity().enroll(name)));
            }
            AtomicInteger next = new AtomicInteger();
            List<Session> open = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                Callable<List<Session>> work = () -> {
                    List<Session> mine = new ArrayList<>();
                    for (int i = next.getAndIncrement(); i < many; i = next.getAndIncrement()) {
                        mine.add(open(users.get(i % USERS)));
                    }
                    return mine;
                };
                for (Future<List<Session>> part : threads.invokeAll(Collections.nCopies(THREADS, work))) {
                    open.addAll(part.get());
                }
            }
            return open;
        }

        private Session open(Credential user) {
            Session session = home.store.router().create(user, home.workspace, null, Home.DAY);
            for (int record = 0; record < RECORDS; record++) {
                session.append(Kind.NOTE, Bytes.copyOf(new byte[300]), Author.user("bench"));
            }
            return session;
        }
    }

    private static void open(Home home, List<Session> open, int count) {
        for (int i = 0; i < count; i++) {
            Session session = home.create();
            for (int record = 0; record < RECORDS; record++) {
                session.append(Kind.NOTE, Bytes.copyOf(new byte[300]), Author.user("bench"));
            }
            open.add(session);
        }
    }

    private static long usedHeap() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(100);
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
