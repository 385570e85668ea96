package dev.cordon.tck.memory;

import static dev.cordon.tck.memory.ContractRule.C11;
import static dev.cordon.tck.memory.ContractRule.C15;

import java.util.List;

/** Stored records in the hands of somebody who can write the store (C11), and copies of them (C15). */
final class RecordChecks {
    static final List<Check> CHECKS = List.of(
            new Check(C11, "transplant", "another session's record doesn't open", RecordChecks::transplant),
            new Check(C11, "swap", "two records of one session don't change places", RecordChecks::swap),
            new Check(C11, "bit-flips", "an altered record is not returned", RecordChecks::flips),
            new Check(C11, "truncation", "a removed record is missed", RecordChecks::truncation),
            new Check(C11, "rollback", "an older state is not taken for the newest", RecordChecks::rollback),
            new Check(C15, "copy-outlives-erasure", "a copy of erased records opens nothing", RecordChecks::copy),
            new Check(C15, "equal-texts", "equal texts of two sessions are stored unlike", RecordChecks::equal));

    private static final int FLIPS = 12;

    private RecordChecks() {}

    /** A session of three texts, closed, and what it was read back by. */
    private record Three(Owner owner, List<String> markers, List<String> ids) {
        static Three in(Lab lab, Owner owner) {
            List<String> markers = List.of(lab.marker(), lab.marker(), lab.marker());
            List<String> ids;
            try (SessionUnderTest session = lab.memory.open(owner)) {
                ids = markers.stream()
                        .map(marker -> session.append(Lab.text(marker)))
                        .toList();
            }
            markers.forEach(marker -> lab.controlOwn(owner, marker));
            return new Three(owner, markers, ids);
        }
    }

    private static String transplant(Lab lab) {
        Abilities.RawRecords raw = lab.memory.rawRecords();
        Owner owner = lab.fresh();
        for (Owner foreign : lab.kin(owner)) {
            Three theirs = Three.in(lab, foreign);
            Three mine = Three.in(lab, owner.withSession(lab.name()));
            raw.write(mine.owner(), 1, raw.read(foreign).get(1));
            noticed(lab, () -> {
                lab.must(!lab.has(mine.owner(), theirs.markers().get(1)), "a record that was copied over opened");
                lab.must(!getsAny(lab, mine, theirs.markers().get(1)), "a record that was copied over opened by id");
            });
        }
        return "copies from sessions of 4 kinships";
    }

    private static boolean getsAny(Lab lab, Three mine, String marker) {
        return mine.ids().stream()
                .anyMatch(id -> !id.isEmpty()
                        && Lab.attempt(() -> Lab.gets(lab.open(mine.owner()), id, marker))
                                .value()
                                .orElse(false));
    }

    /** Where incidents are recorded, one is for what {@code look} touches. */
    private static void noticed(Lab lab, Runnable look) {
        long before = incidents(lab);
        look.run();
        lab.closeAll();
        lab.must(before < 0 || incidents(lab) > before, "no incident tells of it");
    }

    private static long incidents(Lab lab) {
        try {
            return lab.memory.incidents().count();
        } catch (NotOffered e) {
            return -1;
        }
    }

    private static String swap(Lab lab) {
        Abilities.RawRecords raw = lab.memory.rawRecords();
        Three mine = Three.in(lab, lab.fresh());
        AddressChecks.ided(mine.ids().getFirst());
        List<byte[]> stored = raw.read(mine.owner());
        raw.write(mine.owner(), 0, stored.get(1));
        raw.write(mine.owner(), 1, stored.get(0));
        noticed(
                lab,
                () -> lab.must(
                        !Boolean.TRUE.equals(Lab.attempt(() -> Lab.gets(
                                        lab.open(mine.owner()),
                                        mine.ids().getFirst(),
                                        mine.markers().get(1)))
                                .value()
                                .orElse(false)),
                        "one id answers with the other's text"));
        return "not returned";
    }

    private static String flips(Lab lab) {
        Abilities.RawRecords raw = lab.memory.rawRecords();
        for (int flip = 0; flip < FLIPS; flip++) {
            Three mine = Three.in(lab, lab.fresh());
            byte[] stored = raw.read(mine.owner()).get(1).clone();
            stored[stored.length * flip / FLIPS] ^= 1;
            raw.write(mine.owner(), 1, stored);
            noticed(lab, () -> lab.must(!returnsAltered(lab, mine), "an altered text is returned"));
        }
        return FLIPS + " bits over the length of a record";
    }

    private static boolean returnsAltered(Lab lab, Three mine) {
        List<String> written = mine.markers().stream().map(Lab::text).toList();
        return Lab.attempt(() -> {
                    SessionUnderTest session = lab.open(mine.owner());
                    return session.search("apple", Lab.MANY);
                })
                .value()
                .orElse(List.of())
                .stream()
                .anyMatch(item -> !written.contains(item.text()));
    }

    private static String truncation(Lab lab) {
        Abilities.RawRecords raw = lab.memory.rawRecords();
        Three mine = Three.in(lab, lab.fresh());
        raw.truncate(mine.owner());
        noticed(lab, () -> lab.must(fails(lab, mine.owner()), "its newest text is gone, and nothing tells"));
        return "reading fails";
    }

    private static boolean fails(Lab lab, Owner owner) {
        return Lab.attempt(() -> lab.open(owner).search("apple", Lab.MANY)).refused();
    }

    private static String rollback(Lab lab) {
        Abilities.RawRecords raw = lab.memory.rawRecords();
        Three mine = Three.in(lab, lab.fresh());
        Abilities.RawRecords.Copy copy = raw.copy(mine.owner());
        String later = lab.marker();
        lab.keep(mine.owner(), later);
        lab.controlOwn(mine.owner(), later);
        copy.putBack();
        noticed(lab, () -> lab.must(fails(lab, mine.owner()), "an older state is served as the newest"));
        return "reading fails";
    }

    private static String copy(Lab lab) {
        Abilities.RawRecords raw = lab.memory.rawRecords();
        Three mine = Three.in(lab, lab.fresh());
        Abilities.RawRecords.Copy copy = raw.copy(mine.owner());
        lab.memory.erase(mine.owner());
        copy.putBack();
        for (String marker : mine.markers()) {
            lab.must(!lab.has(mine.owner(), marker), "what was erased is read again from a copy of the store");
        }
        byte[] stored = String.join(
                        " ", raw.read(mine.owner()).stream().map(Search::latin).toList())
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        lab.must(
                mine.markers().stream().noneMatch(marker -> Search.holds(stored, marker)),
                "a copy of the store shows what was erased, to anybody");
        return "put back after the erasure: unreadable";
    }

    private static String equal(Lab lab) {
        Abilities.RawRecords raw = lab.memory.rawRecords();
        String marker = lab.marker();
        Owner owner = lab.fresh();
        lab.keep(owner, marker);
        byte[] stored = raw.read(owner).getFirst();
        for (Owner other : lab.kin(owner)) {
            lab.keep(other, marker);
            lab.must(!Search.overlap(stored, raw.read(other).getFirst()), "equal texts are stored as equal bytes");
        }
        return "for sessions of 4 kinships";
    }
}
