package dev.cordon.tck.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A memory in the process that keeps what can be kept there, but for one leak that it is made with. */
class LeakyMap implements MemoryUnderTest {
    /** What can be wrong with a memory; each was wrong with one. */
    enum Leak {
        NONE,
        DEFAULT_SESSION,
        TAKES_ANY_SCOPE,
        JOINED_KEYS,
        PREFIX_SEARCH,
        FOLDS_CASE,
        SERVES_ANY_CALLER,
        OPENS_ANY_ID,
        TELLS_FOREIGN_RECORDS,
        TELLS_FOREIGN_SESSIONS,
        COUNTS_IDS,
        SLOW_ON_FOREIGN,
        LIMITS_BEFORE_SCOPE,
        EVALUATES_QUERIES,
        TAKES_MIXED_BATCHES,
        MIXES_UNDER_LOAD,
        WIDENS_ON_ZERO_HITS,
        READS_WITHOUT_SCOPE,
        GETS_BY_ID_ALONE,
        DELETES_BY_ID_ALONE,
        EXPORTS_THE_USER,
        SERVES_EXPIRED,
        EXPIRES_LATE,
        REVIVES_EXPIRED,
        KEEPS_ERASED,
        ERASES_THE_USER,
        FINDS_DELETED,
        LOSES_THE_CANCELLED
    }

    /** A text, where it lies and until when it is read. */
    record Text(String key, Owner owner, String id, String words, long ends, boolean deleted) {
        Text gone() {
            return new Text(key, owner, id, words, ends, true);
        }
    }

    private static final long IDLE = Duration.ofHours(1).toNanos();

    final Leak leak;
    final Map<String, Text> texts = new ConcurrentHashMap<>();
    final Map<String, Owner> sessions = new ConcurrentHashMap<>();
    private final AtomicLong order = new AtomicLong();
    private final AtomicLong ahead = new AtomicLong();
    private final AtomicLong highest = new AtomicLong();

    LeakyMap(Leak leak) {
        this.leak = leak;
    }

    boolean has(Leak one) {
        return leak == one;
    }

    @Override
    public String name() {
        return "a map with the leak " + leak;
    }

    @Override
    public String version() {
        return "1";
    }

    String key(Owner owner) {
        List<String> parts = List.of(owner.tenant(), owner.user(), owner.workspace(), owner.session());
        if (has(Leak.DEFAULT_SESSION) && owner.session().isEmpty()) {
            return "default";
        }
        if (parts.contains("") && !has(Leak.TAKES_ANY_SCOPE) && !has(Leak.READS_WITHOUT_SCOPE)) {
            throw new IllegalArgumentException("the scope lacks a part");
        }
        return has(Leak.JOINED_KEYS)
                ? String.join(":", parts)
                : has(Leak.FOLDS_CASE) ? parts.toString().toLowerCase(java.util.Locale.ROOT) : parts.toString();
    }

    @Override
    public SessionUnderTest open(Owner owner) {
        sessions.put(id(owner), owner);
        return new LeakySession(this, owner, key(owner));
    }

    /** Unguessable for who doesn't know all of the owner, which is good enough here. */
    private static String id(Owner owner) {
        return UUID.nameUUIDFromBytes(owner.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }

    String keep(Owner owner, String words) {
        long number = order.incrementAndGet();
        String id = has(Leak.COUNTS_IDS)
                ? String.valueOf(number)
                : UUID.randomUUID().toString();
        texts.put(id, new Text(key(owner), owner, id, words, now() + IDLE, false));
        return id;
    }

    long now() {
        long now = ahead.get();
        return has(Leak.REVIVES_EXPIRED) ? now : highest.accumulateAndGet(now, Math::max);
    }

    boolean live(Text text) {
        long grace = has(Leak.EXPIRES_LATE) ? IDLE : 0;
        return has(Leak.SERVES_EXPIRED) || now() < text.ends() + grace;
    }

    Stream<Text> all() {
        return texts.values().stream().filter(this::live);
    }

    @Override
    public void erase(Owner owner) {
        sessions.remove(id(owner));
        if (!has(Leak.KEEPS_ERASED)) {
            texts.values()
                    .removeIf(text -> has(Leak.ERASES_THE_USER)
                            ? text.owner().user().equals(owner.user())
                            : text.key().equals(key(owner)));
        }
    }

    @Override
    public void close() {}

    @Override
    public Abilities.Addressing addressing() {
        return new Abilities.Addressing() {
            @Override
            public String idOf(Owner owner) {
                return id(owner);
            }

            @Override
            public SessionUnderTest openById(Owner caller, String id) {
                return open(bound(caller, id));
            }
        };
    }

    private Owner bound(Owner caller, String id) {
        Owner owner = sessions.get(id);
        if (owner == null && has(Leak.OPENS_ANY_ID)) {
            return caller.withSession("named " + id);
        }
        if (owner != null && has(Leak.SERVES_ANY_CALLER)) {
            return owner;
        }
        if (owner == null || !owner.withSession("").equals(caller.withSession(""))) {
            throw new IllegalArgumentException(
                    owner != null && has(Leak.TELLS_FOREIGN_SESSIONS) ? "not your session" : "no such session");
        }
        return owner;
    }

    @Override
    public Abilities.Batching batching() {
        return (owners, words) -> {
            if (owners.stream().distinct().count() > 1 && !has(Leak.TAKES_MIXED_BATCHES)) {
                throw new IllegalArgumentException("one batch, one session");
            }
            for (int i = 0; i < words.size(); i++) {
                keep(owners.get(i), words.get(i));
            }
        };
    }

    @Override
    public Abilities.Expiring expiring() {
        return new Abilities.Expiring() {
            @Override
            public Duration idle() {
                return Duration.ofNanos(IDLE);
            }

            @Override
            public void later(Duration by) {
                ahead.addAndGet(by.toNanos());
                now();
            }
        };
    }

    @Override
    public Abilities.Exporting exporting() {
        return new Abilities.Exporting() {
            @Override
            public String export(Owner owner) {
                List<String> lines = new ArrayList<>();
                all().filter(text -> has(Leak.EXPORTS_THE_USER)
                                ? text.owner().user().equals(owner.user())
                                : text.key().equals(key(owner)))
                        .forEach(text -> lines.add(text.words()));
                return String.join("\n", lines);
            }

            @Override
            public Optional<String> exportById(Owner caller, String id) {
                return Optional.of(export(bound(caller, id)));
            }
        };
    }
}
