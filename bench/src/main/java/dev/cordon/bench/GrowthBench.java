package dev.cordon.bench;

import dev.cordon.core.Alias;
import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Credential;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Opening a session and appending to it in a home of many sessions, beside one of 10,000, in turns. Sessions at random;
 * each user has a hundred, however many users there are.
 */
final class GrowthBench {
    private static final int FEW = 10_000;
    private static final int USERS = 5;
    private static final int SESSIONS_OF_A_USER = 100;
    private static final int TURN = 50;

    private final Path folder;
    private final Figures figures;
    private final int many;
    private final int turns;
    private final Random random = new Random(4);

    GrowthBench(Path folder, Figures figures, int many, int turns) {
        this.folder = folder;
        this.figures = figures;
        this.many = many;
        this.turns = turns;
    }

    /** A session and who opens it. */
    private record Known(Credential user, Session closed) {}

    /** A home and the sessions of it that are opened. */
    private record Place(Home home, List<Known> sessions, List<Long> opens, List<Long> appends) {}

    void measure() throws Exception {
        try (Home few = new Home(folder.resolve("few"));
                Home all = new Home(folder.resolve("many"))) {
            Place small = settled(few, folder.resolve("few/home"), FEW);
            Place large = settled(all, folder.resolve("many/home"), many);
            // What was just made is written out first, so that nothing else waits for the disk.
            Commands.run(folder, Map.of(), "sync");
            turn(small);
            turn(large);
            forget(small);
            forget(large);
            for (int i = 0; i < turns; i++) {
                turn(small);
                turn(large);
            }
            row("open", large.opens(), small.opens());
            row("durable append", large.appends(), small.appends());
        }
    }

    private void row(String what, List<Long> large, List<Long> small) {
        figures.row(
                what + " among " + many + " sessions, p50",
                Times.median(large),
                "among 10,000",
                Times.median(small),
                "≤ 1.3");
    }

    private static void forget(Place place) {
        place.opens().clear();
        place.appends().clear();
    }

    private static Place settled(Home home, Path folder, int sessions) throws Exception {
        List<Known> known = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            Alias name = new Alias("user" + user);
            Credential credential =
                    new Credential.Profile(name, home.store.identity().enroll(name));
            for (int i = 0; i < SESSIONS_OF_A_USER; i++) {
                try (Session session = home.store.router().create(credential, home.workspace, null, Home.DAY)) {
                    append(session);
                    known.add(new Known(credential, session));
                }
            }
        }
        new Crowd(folder, anyFile(folder)).add(sessions - known.size());
        return new Place(home, known, new ArrayList<>(), new ArrayList<>());
    }

    private static Path anyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("partitions"))) {
            return files.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void turn(Place place) throws Exception {
        for (int i = 0; i < TURN; i++) {
            Known one = place.sessions().get(random.nextInt(place.sessions().size()));
            long begin = System.nanoTime();
            try (Session session = place.home()
                    .store
                    .router()
                    .open(
                            one.user(),
                            place.home().workspace,
                            one.closed().info().id())) {
                place.opens().add(System.nanoTime() - begin);
                append(session);
                place.appends().add(Figures.time(() -> append(session)));
            }
        }
    }

    private static void append(Session session) {
        session.append(Kind.NOTE, Bytes.copyOf(new byte[300]), Author.user("bench"));
    }
}
