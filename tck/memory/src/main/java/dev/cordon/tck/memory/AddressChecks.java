package dev.cordon.tck.memory;

import static dev.cordon.tck.memory.ContractRule.C2;
import static dev.cordon.tck.memory.ContractRule.C3;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Who presents an id (C2), and what the answer tells of what there is (C3). */
final class AddressChecks {
    static final List<Check> CHECKS = List.of(
            new Check(
                    C2,
                    "foreign-session-id",
                    "a session's id opens it for its own caller only",
                    AddressChecks::foreignId),
            new Check(C2, "chosen-session-id", "a session's id can't be made up", AddressChecks::chosenId),
            new Check(
                    C3, "absent-records", "foreign, deleted and made-up records answer alike", AddressChecks::records),
            new Check(
                    C3,
                    "absent-sessions",
                    "foreign, erased and made-up sessions answer alike",
                    AddressChecks::sessions),
            new Check(C3, "counting-ids", "ids don't tell how much others write", AddressChecks::counting),
            new Check(C3, "time", "a foreign id takes no longer than a made-up one", AddressChecks::time));

    private static final int LOOKS = 100;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private AddressChecks() {}

    private static String foreignId(Lab lab) {
        Abilities.Addressing by = lab.memory.addressing();
        Owner victim = lab.fresh();
        String secret = lab.marker();
        lab.keep(victim, secret);
        String id = by.idOf(victim);
        try (SessionUnderTest own = by.openById(victim, id)) {
            lab.control(Lab.finds(own, secret), "its own caller finds nothing by the session's id");
        }
        List<Owner> thieves = lab.kin(victim);
        List<String> parts = List.of("session", "workspace", "user", "tenant");
        for (int i = 1; i < thieves.size(); i++) {
            Owner thief = thieves.get(i);
            lab.keep(thief, lab.marker());
            lab.must(
                    !reaches(lab, by, thief, id, secret),
                    "whoever shows the id is served: one of another " + parts.get(i));
        }
        lab.controlOwn(victim, secret);
        return "refused to callers of another workspace, user and tenant";
    }

    /** The id of a session that its owner finds by it. */
    private static String addressed(Lab lab, Abilities.Addressing by, Owner owner) {
        String marker = lab.marker();
        lab.keep(owner, marker);
        String id = by.idOf(owner);
        lab.control(reaches(lab, by, owner, id, marker), "its own caller finds nothing by the session's id");
        lab.closeAll();
        return id;
    }

    private static boolean reaches(Lab lab, Abilities.Addressing by, Owner caller, String id, String secret) {
        Lab.Answer<Boolean> answer = Lab.attempt(() -> {
            SessionUnderTest session = lab.closing(by.openById(caller, id));
            Lab.attempt(() -> session.append(Lab.text(lab.marker())));
            return Lab.finds(session, secret);
        });
        return answer.value().orElse(false);
    }

    private static String chosenId(Lab lab) {
        Abilities.Addressing by = lab.memory.addressing();
        Owner owner = lab.fresh();
        String real = addressed(lab, by, owner);
        int refused = 0;
        for (String made : List.of(madeUp(real), lab.name(), "", "default")) {
            String marker = lab.marker();
            boolean taken = !Lab.attempt(() -> {
                        SessionUnderTest session = lab.closing(by.openById(owner, made));
                        return session.append(Lab.text(marker));
                    })
                    .refused();
            lab.must(!taken, "it opens a session of an id that the caller made up");
            refused++;
        }
        return refused + " made-up ids refused";
    }

    /** Of the same shape: each letter and digit by another, from the right, but what stands before the last underscore. */
    static String madeUp(String id) {
        char[] made = id.toCharArray();
        for (int i = id.lastIndexOf('_') + 1; i < made.length; i++) {
            char c = made[i];
            made[i] =
                    Character.isDigit(c) ? (char) ('0' + (c - '0' + 1 + i) % 10) : Character.isLetter(c) ? other(c) : c;
        }
        return new String(made);
    }

    private static char other(char c) {
        return switch (c) {
            case 'a', 'A' -> (char) (c + 2);
            default -> Character.isUpperCase(c) ? 'A' : 'a';
        };
    }

    private static String records(Lab lab) {
        Owner victim = lab.fresh();
        Owner owner = victim.withSession(lab.name());
        String secret = lab.marker();
        String foreign = ided(lab.keep(victim, secret));
        SessionUnderTest session = lab.open(owner);
        String own = session.append(Lab.text(lab.marker()));
        lab.control(session.get(own).isPresent(), "it doesn't get its own text by id");
        String deleted = session.append(Lab.text(lab.marker()));
        lab.control(session.delete(deleted), "it doesn't delete its own text by id");
        Set<String> gets = new HashSet<>();
        Set<String> deletes = new HashSet<>();
        for (String id : List.of(foreign, deleted, madeUp(own))) {
            gets.add(answer(lab, id, () -> session.get(id).orElse("absent")));
            deletes.add(answer(lab, id, () -> String.valueOf(session.delete(id))));
        }
        lab.must(gets.size() == 1, "get answers differ: " + gets);
        lab.must(deletes.size() == 1, "delete answers differ: " + deletes);
        return "3 kinds of absent ids, one answer to get, one to delete";
    }

    static String ided(String id) {
        if (id.isEmpty()) {
            throw new NotOffered("records have no ids");
        }
        return id;
    }

    private static String answer(Lab lab, String id, Supplier<String> call) {
        Lab.Answer<String> answer = Lab.attempt(call::get);
        String said = answer.error().map(lab::trace).or(answer::value).orElse("");
        return said.replace(id, "ID");
    }

    private static String sessions(Lab lab) {
        Abilities.Addressing by = lab.memory.addressing();
        Owner owner = lab.fresh();
        String own = addressed(lab, by, owner);
        Owner erased = owner.withSession(lab.name());
        String gone = addressed(lab, by, erased);
        lab.memory.erase(erased);
        List<String> ids = new ArrayList<>(List.of(gone, madeUp(own)));
        for (Owner other : List.of(owner.withUser(lab.name()), owner.withTenant(lab.name()))) {
            lab.keep(other, lab.marker());
            ids.add(by.idOf(other));
        }
        Set<String> answers = new HashSet<>();
        for (String id : ids) {
            answers.add(answer(lab, id, () -> {
                SessionUnderTest session = lab.closing(by.openById(owner, id));
                return "opened, with " + session.search("apple", Lab.MANY).size() + " hits";
            }));
        }
        lab.must(answers.size() == 1, "answers differ: " + answers);
        return "4 kinds of absent sessions, one answer";
    }

    private static String counting(Lab lab) {
        Owner observer = lab.fresh();
        Owner other = lab.fresh();
        SessionUnderTest mine = lab.open(observer);
        SessionUnderTest theirs = lab.open(other);
        String marker = lab.marker();
        ided(mine.append(Lab.text(marker)));
        lab.control(Lab.finds(mine, marker), "an owner doesn't find its own text");
        List<Long> alone = steps(lab, mine, Optional.empty());
        List<Long> beside = steps(lab, mine, Optional.of(theirs));
        lab.must(
                alone.isEmpty() || !alone.stream().allMatch(step -> step == 1) || alone.equals(beside),
                "ids count what all write: they went on by " + alone + " alone and by " + beside + " beside another");
        return "ids of five writes with others' writes between, and without";
    }

    /** How far apart the ids of five writes are, where they hold numbers. */
    private static List<Long> steps(Lab lab, SessionUnderTest mine, Optional<SessionUnderTest> theirs) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            theirs.ifPresent(session -> session.append(Lab.text(lab.marker())));
            String id = mine.append(Lab.text(lab.marker()));
            if (!NUMBER.matcher(id).matches()) {
                return List.of();
            }
            numbers.add(Long.parseLong(id));
        }
        List<Long> steps = new ArrayList<>();
        for (int i = 1; i < numbers.size(); i++) {
            steps.add(numbers.get(i) - numbers.get(i - 1));
        }
        return steps;
    }

    private static String time(Lab lab) {
        Owner victim = lab.fresh();
        String foreign = ided(lab.keep(victim, lab.marker()));
        SessionUnderTest session = lab.open(victim.withSession(lab.name()));
        String own = session.append(Lab.text(lab.marker()));
        lab.control(session.get(own).isPresent(), "it doesn't get its own text by id");
        String made = madeUp(own);
        long best = Long.MAX_VALUE;
        // The best of three: a machine that does other things makes one of them slow, and a lookup all of them.
        for (int round = 0; round < 3; round++) {
            long[] foreignTimes = new long[LOOKS];
            long[] madeTimes = new long[LOOKS];
            for (int i = 0; i < LOOKS; i++) {
                foreignTimes[i] = nanos(session, foreign);
                madeTimes[i] = nanos(session, made);
            }
            best = Math.min(best, Math.abs(median(foreignTimes) - median(madeTimes)));
        }
        lab.must(best < 1_000_000, "a foreign id takes %.1f ms more or less than a made-up one".formatted(best / 1e6));
        return "the medians of %d looks lie %d µs apart".formatted(LOOKS, best / 1_000);
    }

    private static long nanos(SessionUnderTest session, String id) {
        long begin = System.nanoTime();
        Lab.attempt(() -> session.get(id));
        return System.nanoTime() - begin;
    }

    private static long median(long[] times) {
        java.util.Arrays.sort(times);
        return times[times.length / 2];
    }
}
