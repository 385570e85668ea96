package dev.cordon.tck.memory;

import static dev.cordon.tck.memory.ContractRule.C12;
import static dev.cordon.tck.memory.ContractRule.C13;
import static dev.cordon.tck.memory.ContractRule.C14;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is shared (C12), what the engine confines (C13), and what holds when a layer is off (C14). */
final class StorageChecks {
    static final List<Check> CHECKS = List.of(
            new Check(
                    C12,
                    "mounted-only",
                    "a collection is found where it is mounted, in its tenant",
                    StorageChecks::mounted),
            new Check(C12, "read-only", "no session writes or deletes in a collection", StorageChecks::readOnly),
            new Check(
                    C13,
                    "raw-reading",
                    "the application's own credentials alone show no text",
                    StorageChecks::rawReading),
            new Check(C14, "ablation", "with any one layer off nothing crosses", StorageChecks::ablation));

    private StorageChecks() {}

    private static String mounted(Lab lab) {
        Abilities.Publishing publishing = lab.memory.publishing();
        Owner owner = lab.fresh();
        String collection = lab.name();
        String shared = lab.marker();
        publishing.publish(owner, collection, Lab.text(shared));
        List<Owner> tenants = List.of(owner, owner.withUser(lab.name()));
        for (Owner one : tenants) {
            try (SessionUnderTest session = publishing.openWith(one, collection)) {
                lab.control(Lab.finds(session, shared), "a session that mounts it doesn't find it");
            }
            lab.must(!lab.has(one, shared), "a session that doesn't mount it finds it");
        }
        for (String other : List.of(collection + "x", lab.name())) {
            Lab.Answer<Boolean> found =
                    Lab.attempt(() -> Lab.finds(lab.closing(publishing.openWith(owner, other)), shared));
            lab.must(!found.value().orElse(false), "another collection's session finds it");
            lab.closeAll();
        }
        Owner stranger = lab.fresh();
        Lab.Answer<Boolean> found =
                Lab.attempt(() -> Lab.finds(lab.closing(publishing.openWith(stranger, collection)), shared));
        lab.must(!found.value().orElse(false), "another tenant finds it under its name");
        return "found by two users of its tenant, by nobody else";
    }

    private static String readOnly(Lab lab) {
        Abilities.Publishing publishing = lab.memory.publishing();
        Owner owner = lab.fresh();
        Owner reader = owner.withUser(lab.name());
        String collection = lab.name();
        String shared = lab.marker();
        String own = lab.marker();
        publishing.publish(owner, collection, Lab.text(shared));
        try (SessionUnderTest session = publishing.openWith(reader, collection)) {
            List<Item> items = session.search(shared, Lab.MANY);
            lab.control(Lab.shows(items, shared), "a session that mounts it doesn't find it");
            session.append(Lab.text(own));
            items.forEach(item -> Lab.attempt(() -> session.delete(item.id())));
        }
        try (SessionUnderTest session = publishing.openWith(owner, collection)) {
            lab.must(Lab.finds(session, shared), "a session deleted from it");
            lab.must(!Lab.finds(session, own), "what a session wrote is in it");
        }
        return "append and delete of a session leave it as it was";
    }

    private static String rawReading(Lab lab) {
        Abilities.RawReading raw = lab.memory.rawReading();
        Owner owner = lab.fresh();
        String secret = lab.marker();
        lab.keep(owner, secret);
        lab.controlOwn(owner, secret);
        Abilities.RawReading.Dump dump = raw.everything();
        lab.control(!dump.places().isEmpty(), "no place was looked at");
        for (byte[] content : dump.contents()) {
            lab.must(!Search.holds(content, secret), "the text lies in the open");
        }
        long bytes =
                dump.contents().stream().mapToLong(content -> content.length).sum();
        return "%d places, %d bytes readable".formatted(dump.places().size(), bytes);
    }

    private static String ablation(Lab lab) {
        Abilities.Layered layered = lab.memory.layered();
        List<String> names =
                layered.layers().stream().map(Abilities.Layered.Layer::name).toList();
        lab.control(
                crosses(lab, layered, Set.copyOf(names)),
                "even with all layers off nothing crosses, so that the attempt shows nothing");
        for (String name : names) {
            lab.must(!crosses(lab, layered, Set.of(name)), "with " + name + " off, a text crossed");
        }
        return "%s: each off, nothing crossed; all off, it did".formatted(String.join(", ", names));
    }

    private static boolean crosses(Lab lab, Abilities.Layered layered, Set<String> off) {
        List<String> crossed = new ArrayList<>();
        Owner victim = lab.fresh();
        for (Owner thief : lab.kin(victim)) {
            String secret = lab.marker();
            Lab.Answer<List<String>> got = Lab.attempt(() -> layered.reach(off, thief, victim, secret));
            got.value().orElse(List.of()).stream()
                    .filter(text -> text.contains(secret))
                    .forEach(crossed::add);
        }
        return !crossed.isEmpty();
    }
}
