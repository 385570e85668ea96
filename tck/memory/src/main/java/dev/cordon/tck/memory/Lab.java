package dev.cordon.tck.memory;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/** Where one check works: the memory, names that nobody has used, and what tells whether something crossed. */
final class Lab {
    private static final int MARKER_LETTERS = 28;
    private static final int NAME_LETTERS = 10;
    static final int MANY = 50;

    final MemoryUnderTest memory;
    final Effort effort;
    private final RandomGenerator names = new SecureRandom();
    private final List<SessionUnderTest> opened = new ArrayList<>();

    Lab(MemoryUnderTest memory, Effort effort) {
        this.memory = memory;
        this.effort = effort;
    }

    Random seeded(long salt) {
        return new Random(effort.seed() * 1_000_003 + salt);
    }

    /** An owner that no check has had. */
    Owner fresh() {
        return new Owner("t" + name(), "u" + name(), "w" + name(), "s" + name());
    }

    /** Owners that differ from this one in one part each: in session, workspace, user, tenant. */
    List<Owner> kin(Owner of) {
        return List.of(
                of.withSession("s" + name()),
                of.withWorkspace("w" + name()),
                of.withUser("u" + name()),
                of.withTenant("t" + name()));
    }

    String name() {
        return letters(NAME_LETTERS);
    }

    /** A word that occurs nowhere: more than 128 random bits. */
    String marker() {
        return letters(MARKER_LETTERS);
    }

    private String letters(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + names.nextInt(26)));
        }
        return text.toString();
    }

    /** Opens; what is not closed by the check is closed after it. */
    SessionUnderTest open(Owner owner) {
        return closing(memory.open(owner));
    }

    synchronized SessionUnderTest closing(SessionUnderTest session) {
        opened.add(session);
        return session;
    }

    synchronized void closeAll() {
        opened.forEach(session -> attempt(() -> {
            session.close();
            return session;
        }));
        opened.clear();
    }

    /** Keeps a text with this word in it, and closes; the id. */
    String keep(Owner owner, String marker) {
        return keepIn(memory, owner, marker);
    }

    static String keepIn(MemoryUnderTest memory, Owner owner, String marker) {
        try (SessionUnderTest session = memory.open(owner)) {
            return session.append(text(marker));
        }
    }

    static String text(String marker) {
        return "the apple note of " + marker;
    }

    static boolean finds(SessionUnderTest session, String marker) {
        return shows(session.search(marker, MANY), marker);
    }

    static boolean shows(List<Item> items, String marker) {
        return items.stream().anyMatch(item -> item.text().contains(marker));
    }

    /** Whether the owner finds it, with a session of its own; an error is no finding. */
    boolean has(Owner owner, String marker) {
        Answer<Boolean> answer = attempt(() -> {
            try (SessionUnderTest session = memory.open(owner)) {
                return finds(session, marker);
            }
        });
        return answer.value().orElse(false);
    }

    /** Whether by error or by answer, it does not come back from the id. */
    static boolean gets(SessionUnderTest session, String id, String marker) {
        Answer<Boolean> answer = attempt(
                () -> session.get(id).filter(text -> text.contains(marker)).isPresent());
        return answer.value().orElse(false);
    }

    /** The same, where a memory gets by id at all; what has no such way is no way back. */
    static boolean mayGet(SessionUnderTest session, String id, String marker) {
        try {
            return gets(session, id, marker);
        } catch (NotOffered e) {
            return false;
        }
    }

    void control(boolean works, String why) {
        if (!works) {
            throw new Trial.NoOracle(why);
        }
    }

    /** The owner finds its own: without that, an empty answer to others shows nothing (C33). */
    void controlOwn(Owner owner, String marker) {
        control(
                has(owner, marker),
                "an owner doesn't find its own text, so that nothing is shown by others' not finding it");
    }

    void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new Trial.Breach(otherwise);
        }
    }

    /** What a call came to. */
    record Answer<T>(Optional<T> value, Optional<Exception> error) {
        boolean refused() {
            return error.isPresent();
        }
    }

    /** Calls; an error is an answer, but for the lack of an ability. */
    static <T> Answer<T> attempt(Callable<T> call) {
        try {
            return new Answer<>(Optional.of(call.call()), Optional.empty());
        } catch (NotOffered | Trial.Breach | Trial.NoOracle e) {
            throw e;
        } catch (Exception e) {
            return new Answer<>(Optional.empty(), Optional.of(e));
        }
    }

    /** An error as a report can show it: its kind, and where it is short, its words. */
    String trace(Exception error) {
        String words = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        return error.getClass().getSimpleName() + ": " + (words.length() > 160 ? words.substring(0, 160) + "…" : words);
    }
}
