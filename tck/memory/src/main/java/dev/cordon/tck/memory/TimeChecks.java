package dev.cordon.tck.memory;

import static dev.cordon.tck.memory.ContractRule.C16;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What time ends (C16). */
final class TimeChecks {
    static final List<Check> CHECKS = List.of(
            new Check(C16, "expired", "what is expired is found by no way", TimeChecks::expired),
            new Check(C16, "expiry-race", "no read that begins after the end returns it", TimeChecks::race),
            new Check(C16, "clock-back", "a clock set back revives nothing", TimeChecks::back));

    private static final int READERS = 4;
    private static final int PATIENCE = 20;
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private TimeChecks() {}

    private static String expired(Lab lab) {
        Abilities.Expiring expiring = lab.memory.expiring();
        Owner owner = lab.fresh();
        String secret = lab.marker();
        String fresh = lab.marker();
        SessionUnderTest session = lab.open(owner);
        String id = session.append(Lab.text(secret));
        expiring.later(expiring.idle().dividedBy(2));
        String later = session.append(Lab.text(fresh));
        // Not read in between: a read would be a use, and lengthen its life.
        expiring.later(expiring.idle().dividedBy(2).plus(MOMENT));
        lab.must(!Lab.gets(session, id, secret), "get by id returns it");
        lab.must(!Lab.finds(session, secret), "search finds it");
        lab.must(!Lab.attempt(() -> session.delete(id)).value().orElse(false), "delete tells that it was there");
        lab.control(Lab.gets(session, later, fresh), "what is not expired is gone as well");
        session.close();
        lab.must(!lab.has(owner, secret), "it is back when the session is opened again");
        return "gone from get, search and delete; half as old, a text is there";
    }

    private static String race(Lab lab) throws InterruptedException {
        Abilities.Expiring expiring = lab.memory.expiring();
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger before = new AtomicInteger();
        AtomicInteger missed = new AtomicInteger();
        AtomicInteger late = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();
        CountDownLatch looked = new CountDownLatch(READERS);
        CountDownLatch done = new CountDownLatch(READERS);
        for (int reader = 0; reader < READERS; reader++) {
            String secret = lab.marker();
            SessionUnderTest session = lab.open(lab.fresh());
            String id = session.append(Lab.text(secret));
            Thread.ofPlatform().daemon().start(() -> {
                boolean first = true;
                while (!stop.get()) {
                    boolean isLate = ended.get();
                    boolean got = Lab.gets(session, id, secret) || (isLate && finds(session, secret));
                    (isLate ? (got ? late : after) : (got ? before : missed)).incrementAndGet();
                    if (first) {
                        looked.countDown();
                        first = false;
                    }
                }
                done.countDown();
            });
        }
        try {
            lab.control(looked.await(PATIENCE, TimeUnit.SECONDS), "its readers don't come to read");
            expiring.later(expiring.idle().plus(MOMENT));
            ended.set(true);
            waitFor(after, late);
        } finally {
            stop.set(true);
            lab.control(done.await(PATIENCE, TimeUnit.SECONDS), "a read doesn't return");
        }
        lab.control(before.get() >= READERS && after.get() + late.get() > 0, "no read fell on both sides of the end");
        lab.must(late.get() == 0, late.get() + " reads that began after the end returned it");
        return "%d readers, %d reads before the end, %d after".formatted(READERS, before.get(), after.get());
    }

    private static boolean finds(SessionUnderTest session, String secret) {
        return Lab.attempt(() -> Lab.finds(session, secret)).value().orElse(false);
    }

    private static void waitFor(AtomicInteger after, AtomicInteger late) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (after.get() + late.get() < READERS * 20 && System.nanoTime() < end) {
            Thread.sleep(1);
        }
    }

    private static String back(Lab lab) {
        Abilities.Expiring expiring = lab.memory.expiring();
        Owner owner = lab.fresh();
        String secret = lab.marker();
        SessionUnderTest session = lab.open(owner);
        String id = session.append(Lab.text(secret));
        lab.control(Lab.gets(session, id, secret), "an owner doesn't get its own text by id");
        expiring.later(expiring.idle().plus(MOMENT));
        lab.must(!Lab.gets(session, id, secret), "it is not expired");
        expiring.later(expiring.idle().plus(MOMENT).negated());
        try {
            lab.must(!Lab.gets(session, id, secret) && !Lab.finds(session, secret), "it is back");
            session.close();
            lab.must(!lab.has(owner, secret), "it is back when the session is opened again");
        } finally {
            expiring.later(expiring.idle().plus(MOMENT));
        }
        return "gone still, in the session and opened again";
    }
}
