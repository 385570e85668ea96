package dev.cordon.tck.memory;

import static dev.cordon.tck.memory.ContractRule.C18;
import static dev.cordon.tck.memory.ContractRule.C6;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Many sessions on few threads (C6), and operations that are given up half-way (C18). */
final class LoadChecks {
    static final List<Check> CHECKS = List.of(
            new Check(
                    C6,
                    "interleaved",
                    "of many sessions' interleaved writes each is in its own only",
                    LoadChecks::interleaved),
            new Check(
                    C18,
                    "cancelled",
                    "operations that are given up lose nothing and shift no answer",
                    LoadChecks::cancelled));

    private static final int GIVEN_UP = 150;
    private static final int SESSIONS = 6;
    private static final int SHARED = 5;

    private LoadChecks() {}

    /** An open session, what was acknowledged to it, and who works with it. */
    private static final class Seat {
        final String mark;
        final List<String> kept = new ArrayList<>();
        SessionUnderTest session;

        Seat(Lab lab, Owner owner) {
            this.mark = lab.marker();
            this.session = lab.open(owner);
        }

        /** Writes, or looks at all, and says what was wrong. */
        synchronized String act(Random random) {
            if (random.nextInt(3) > 0) {
                String text = "apple of " + mark + " number " + kept.size();
                session.append(text);
                kept.add(text);
                return "";
            }
            return fault();
        }

        synchronized String fault() {
            List<String> found = session.search("apple", 1_000).stream()
                    .map(Item::text)
                    .sorted()
                    .toList();
            List<String> expected = kept.stream().sorted().toList();
            return found.equals(expected)
                    ? ""
                    : found.stream().allMatch(text -> text.contains(mark))
                            ? "a session finds " + found.size() + " texts of its " + expected.size()
                            : "a session finds another's text";
        }
    }

    private static String interleaved(Lab lab) throws Exception {
        Effort effort = lab.effort;
        List<Seat> seats = new ArrayList<>();
        // Sessions of a few users and tenants: what they share is what may mix.
        Owner base = lab.fresh();
        List<Owner> homes = new ArrayList<>(List.of(base));
        for (int i = 0; i < SHARED; i++) {
            homes.add(base.withUser("u" + lab.name()));
            homes.add(base.withTenant("t" + lab.name()));
        }
        for (int i = 0; i < effort.sessions(); i++) {
            seats.add(new Seat(lab, homes.get(i % homes.size()).withSession("s" + lab.name())));
        }
        List<String> faults = parallel(effort.threads(), thread -> {
            Random random = lab.seeded(thread);
            for (int i = 0; i < effort.operations() / effort.threads(); i++) {
                String fault = seats.get(random.nextInt(seats.size())).act(random);
                if (!fault.isEmpty()) {
                    return fault;
                }
            }
            return "";
        });
        lab.must(faults.isEmpty(), faults.isEmpty() ? "" : faults.getFirst());
        int texts = 0;
        for (Seat seat : seats) {
            String fault = seat.fault();
            lab.must(fault.isEmpty(), fault);
            texts += seat.kept.size();
            seat.session.close();
        }
        lab.control(texts > 0, "nothing was written");
        return "%d open sessions on %d threads, %d texts".formatted(seats.size(), effort.threads(), texts);
    }

    private interface Work {
        String on(int thread) throws Exception;
    }

    /** What the threads' work came to, where it was not good. */
    private static List<String> parallel(int threads, Work work) throws Exception {
        List<Future<String>> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                results.add(pool.submit(() -> work.on(number)));
            }
        }
        List<String> faults = new ArrayList<>();
        for (Future<String> result : results) {
            if (!result.get().isEmpty()) {
                faults.add(result.get());
            }
        }
        return faults;
    }

    private static String cancelled(Lab lab) throws Exception {
        AtomicInteger cut = new AtomicInteger();
        List<String> faults = parallel(SESSIONS, number -> {
            Doubtful session = new Doubtful(lab, lab.fresh());
            Random random = lab.seeded(number);
            for (int i = 0; i < GIVEN_UP / SESSIONS; i++) {
                session.giveUpOne(random, cut);
                String fault = session.fault();
                if (!fault.isEmpty()) {
                    return fault;
                }
            }
            return "";
        });
        lab.must(faults.isEmpty(), faults.isEmpty() ? "" : faults.getFirst());
        lab.control(cut.get() > 0, "no operation was cut off");
        return "%d operations cut off or timed out in %d sessions".formatted(cut.get(), SESSIONS);
    }

    /** A session whose operations are given up; what was acknowledged is known, what was not is in doubt. */
    private static final class Doubtful {
        private final Lab lab;
        private final Owner owner;
        private final String mark;
        private final List<String> acknowledged = new ArrayList<>();
        private final List<String> asked = new ArrayList<>();
        private SessionUnderTest session;

        Doubtful(Lab lab, Owner owner) {
            this.lab = lab;
            this.owner = owner;
            this.mark = lab.marker();
            this.session = lab.open(owner);
        }

        /** Begins a write and a read in another thread, and interrupts it at any moment. */
        void giveUpOne(Random random, AtomicInteger cut) throws Exception {
            String text = "apple of " + mark + " number " + asked.size() + " " + lab.marker();
            asked.add(text);
            List<String> done = java.util.Collections.synchronizedList(new ArrayList<>());
            try (ExecutorService one = Executors.newSingleThreadExecutor()) {
                Future<?> working = one.submit(() -> {
                    session.append(text);
                    done.add(text);
                    return session.search("apple", Lab.MANY);
                });
                try {
                    working.get(random.nextInt(3_000), TimeUnit.MICROSECONDS);
                } catch (TimeoutException e) {
                    cut.incrementAndGet();
                    working.cancel(true);
                } catch (ExecutionException | CancellationException e) {
                    // It failed before its time was over: nothing was acknowledged.
                }
            }
            acknowledged.addAll(done);
        }

        /** What is wrong with the session now: in its own eyes, or, where it doesn't serve any more, opened again. */
        String fault() {
            Lab.Answer<List<Item>> here = Lab.attempt(() -> session.search("apple", 1_000));
            if (here.refused()) {
                Lab.attempt(() -> {
                    session.close();
                    return session;
                });
                session = lab.open(owner);
            }
            List<String> found = here.value().orElseGet(() -> session.search("apple", 1_000)).stream()
                    .map(Item::text)
                    .toList();
            String last = asked.getLast();
            boolean answersItself = !acknowledged.contains(last)
                    || Lab.shows(session.search(last.substring(last.lastIndexOf(' ') + 1), 1), last);
            return !asked.containsAll(found)
                    ? "a session finds another's text after an operation was cut off"
                    : !found.containsAll(acknowledged)
                            ? "an acknowledged text is gone after a later operation was cut off"
                            : answersItself ? "" : "an answer belongs to an earlier question";
        }
    }
}
