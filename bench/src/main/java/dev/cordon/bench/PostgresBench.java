package dev.cordon.bench;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Durable appends of 300 bytes by eight clients at once, each to a session of its own, beside the same rows inserted
 * into the same server without row-level security, encryption and claim. In turns of a second or two, so that both
 * meet the same machine.
 */
final class PostgresBench {
    private static final int CLIENTS = 8;
    private static final byte[] BODY = new byte[300];
    private static final String TABLE = "CREATE TABLE record (scope bytea NOT NULL, seq bigint NOT NULL,"
            + " epoch bigint NOT NULL, kind integer NOT NULL, id text NOT NULL, digest bytea NOT NULL,"
            + " hash bytea NOT NULL, sealed bytea, PRIMARY KEY (scope, seq))";

    private final Path folder;
    private final Figures figures;
    private final int turns;
    private final long millis;

    PostgresBench(Path folder, Figures figures, int turns, long millis) {
        this.folder = folder;
        this.figures = figures;
        this.turns = turns;
        this.millis = millis;
    }

    /** One client's write, again and again. */
    @FunctionalInterface
    private interface Write {
        void once() throws Exception;
    }

    void measure() throws Exception {
        try (PostgresHome home = new PostgresHome(folder.resolve("postgres"), CLIENTS);
                Pool peer = home.peer(CLIENTS);
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            PostgresHome.run(peer.asDataSource(), TABLE, "CREATE INDEX record_id ON record (scope, id, seq)");
            List<Write> ours = ours(home);
            List<Write> plain = plain(peer);
            turn(clients, ours);
            turn(clients, plain);
            List<Double> rates = new ArrayList<>();
            List<Double> plainRates = new ArrayList<>();
            for (int i = 0; i < turns; i++) {
                rates.add(turn(clients, ours));
                plainRates.add(turn(clients, plain));
            }
            double rate = middle(rates);
            double plainRate = middle(plainRates);
            figures.row(
                    "durable appends on PostgreSQL, 8 clients",
                    Figures.number(rate) + "/s",
                    "plain inserts " + Figures.number(plainRate) + "/s",
                    Figures.number(rate / plainRate),
                    "≥ 0.5");
        }
    }

    private static List<Write> ours(PostgresHome home) {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Session session = home.store.router().create(Home.ME, home.workspace, null, Home.DAY);
            writes.add(() -> session.append(Kind.NOTE, Bytes.copyOf(BODY), Author.user("bench")));
        }
        return writes;
    }

    private static List<Write> plain(Pool peer) {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            byte[] scope = Bytes.utf8("client " + i).sha256().toArray();
            long[] sequence = {0};
            writes.add(() -> insert(peer, scope, ++sequence[0]));
        }
        return writes;
    }

    private static void insert(Pool peer, byte[] scope, long sequence) throws Exception {
        try (Connection on = peer.asDataSource().getConnection();
                PreparedStatement insert = on.prepareStatement("INSERT INTO record VALUES (?, ?, 1, 1, ?, ?, ?, ?)")) {
            insert.setBytes(1, scope);
            insert.setLong(2, sequence);
            insert.setString(3, UUID.randomUUID().toString());
            insert.setBytes(4, scope);
            insert.setBytes(5, scope);
            insert.setBytes(6, BODY);
            insert.executeUpdate();
        }
    }

    /** All clients at once for a while; writes a second. */
    private double turn(ExecutorService clients, List<Write> writes) throws Exception {
        long begin = System.nanoTime();
        long end = begin + millis * 1_000_000;
        List<Future<Long>> counts = new ArrayList<>();
        for (Write write : writes) {
            counts.add(clients.submit(() -> writesUntil(end, write)));
        }
        long all = 0;
        for (Future<Long> count : counts) {
            all += count.get();
        }
        return all * 1e9 / (System.nanoTime() - begin);
    }

    private static long writesUntil(long end, Write write) throws Exception {
        long count = 0;
        while (System.nanoTime() - end < 0) {
            write.once();
            count++;
        }
        return count;
    }

    private static double middle(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
