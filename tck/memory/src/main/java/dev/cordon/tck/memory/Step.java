package dev.cordon.tck.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One step of a program: who does what. Written so that a person can do it again. */
record Step(Who who, Op op) {
    /** The observer, and the other in the first and in the second run. */
    enum Who {
        OBSERVER,
        OTHER_FIRST,
        OTHER_SECOND
    }

    /** What a session does; {@code nth} is of its own ids, counted around. */
    sealed interface Op {
        record Append(String words) implements Op {}

        record Search(String query, int k) implements Op {}

        record Get(int nth) implements Op {}

        record Delete(int nth) implements Op {}

        /** Gets the newest id of the other, or one that nobody has. */
        record Steal() implements Op {}

        /** Closes the session and opens it again. */
        record Reopen() implements Op {}
    }

    private static final List<String> WORDS = List.of("apple", "pear", "plum", "fig", "quince", "medlar");

    static List<Step> program(Random random, int steps) {
        List<Step> program = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            int who = random.nextInt(5);
            Who actor = who < 2 ? Who.OBSERVER : who < 4 ? Who.OTHER_FIRST : Who.OTHER_SECOND;
            program.add(new Step(actor, op(random)));
        }
        return program;
    }

    private static Op op(Random random) {
        int choice = random.nextInt(20);
        if (choice < 7) {
            return new Op.Append(words(random, 1 + random.nextInt(4)));
        } else if (choice < 13) {
            return new Op.Search(words(random, 1 + random.nextInt(2)), 1 + random.nextInt(5));
        } else if (choice < 15) {
            return new Op.Get(random.nextInt(4));
        } else if (choice < 17) {
            return new Op.Delete(random.nextInt(4));
        } else {
            return choice < 19 ? new Op.Steal() : new Op.Reopen();
        }
    }

    private static String words(Random random, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(" ", words);
    }

    @Override
    public String toString() {
        return who.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " " + op;
    }
}
