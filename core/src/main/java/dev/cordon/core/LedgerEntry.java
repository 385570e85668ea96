package dev.cordon.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of the ledger (C32). It can hold ids, codes, numbers and a commitment, and nothing else: its types leave no
 * room for a name, a path or a content. Its bytes are canonical: equal entries have equal bytes (JSON without spaces,
 * keys in the order of the format, facts sorted).
 *
 * @param type what happened: {@code agent.exited}
 * @param session minted id, or null where none is concerned
 * @param run minted id, or null where none is concerned
 * @param facts codes and numbers by name, 32 at most
 * @param detail commits to what lies in the partition, or null where there is nothing more to say
 */
public record LedgerEntry(
        String type,
        Instant at,
        @Nullable String session,
        @Nullable String run,
        Map<String, Fact> facts,
        @Nullable Commitment detail) {
    private static final int VERSION = 1;
    private static final int MOST_FACTS = 32;
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z_]{0,31}(\\.[a-z][a-z_]{0,31}){1,3}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,95}");

    /** Says the type's and the names' forms in its message, never a value. */
    public LedgerEntry {
        require(TYPE.matcher(type).matches(), "a type is words joined by dots");
        require(session == null || CODE.matcher(session).matches(), "a session is a minted id");
        require(run == null || CODE.matcher(run).matches(), "a run is a minted id");
        require(facts.size() <= MOST_FACTS, "an entry has " + MOST_FACTS + " facts at most");
        require(facts.keySet().stream().allMatch(name -> NAME.matcher(name).matches()), "a fact's name is a word");
        facts = Map.copyOf(facts);
    }

    /** A public value. */
    public sealed interface Fact {
        /** A count, a size, milliseconds. */
        record Count(long value) implements Fact {}

        /** A word of a closed set, an id, a version, a hash: letters, digits and {@code _.:-}, 96 at most. */
        record Code(String value) implements Fact {
            public Code {
                require(CODE.matcher(value).matches(), "a code is letters, digits and _.:-");
            }
        }
    }

    public static LedgerEntry of(String type, Instant at) {
        return new LedgerEntry(type, at, null, null, Map.of(), null);
    }

    public LedgerEntry session(String id) {
        return new LedgerEntry(type, at, id, run, facts, detail);
    }

    public LedgerEntry run(String id) {
        return new LedgerEntry(type, at, session, id, facts, detail);
    }

    public LedgerEntry code(String name, String value) {
        return with(name, new Fact.Code(value));
    }

    public LedgerEntry number(String name, long value) {
        return with(name, new Fact.Count(value));
    }

    public LedgerEntry detail(Commitment commitment) {
        return new LedgerEntry(type, at, session, run, facts, commitment);
    }

    /** The canonical bytes. No value in it needs escaping: the forms see to that. */
    public byte[] bytes() {
        StringBuilder json = new StringBuilder("{\"v\":").append(VERSION);
        text(json, "type", type);
        text(json, "at", at.toString());
        text(json, "session", session);
        text(json, "run", run);
        json.append(",\"facts\":{");
        String comma = "";
        for (Map.Entry<String, Fact> fact : new TreeMap<>(facts).entrySet()) {
            json.append(comma).append('"').append(fact.getKey()).append("\":").append(json(fact.getValue()));
            comma = ",";
        }
        json.append('}');
        text(json, "detail", detail == null ? null : detail.digest());
        return json.append('}').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private LedgerEntry with(String name, Fact fact) {
        Map<String, Fact> more = new TreeMap<>(facts);
        more.put(name, fact);
        return new LedgerEntry(type, at, session, run, more, detail);
    }

    private static String json(Fact fact) {
        return switch (fact) {
            case Fact.Count count -> Long.toString(count.value());
            case Fact.Code code -> "\"" + code.value() + "\"";
        };
    }

    private static void text(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(",\"").append(name).append("\":\"").append(value).append('"');
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
