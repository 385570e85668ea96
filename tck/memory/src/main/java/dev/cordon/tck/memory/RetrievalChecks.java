package dev.cordon.tck.memory;

import static dev.cordon.tck.memory.ContractRule.C10;
import static dev.cordon.tck.memory.ContractRule.C9;

import java.util.List;
import java.util.Optional;

/** Reads that find nothing of their own (C9), and ids of others (C10). */
final class RetrievalChecks {
    static final List<Check> CHECKS = List.of(
            new Check(C9, "zero-hits", "what only others hold is found by no query", RetrievalChecks::zeroHits),
            new Check(
                    C9, "read-without-scope", "a read that names no session finds nothing", RetrievalChecks::unscoped),
            new Check(C10, "get-by-foreign-id", "another session's id gets nothing", RetrievalChecks::get),
            new Check(C10, "delete-by-foreign-id", "another session's id deletes nothing", RetrievalChecks::delete),
            new Check(
                    C10,
                    "export",
                    "an export holds its own session, and a foreign id exports nothing",
                    RetrievalChecks::export));

    private static final int EVERYTHING = 1_000;

    private RetrievalChecks() {}

    private static String zeroHits(Lab lab) {
        Owner victim = lab.fresh();
        String secret = lab.marker();
        lab.keep(victim, secret);
        lab.controlOwn(victim, secret);
        List<String> queries =
                List.of(secret, "apple", Lab.text(secret), "", " ", "*", "%", "the", "\u0000", "nothing such");
        for (Owner other : lab.kin(victim)) {
            for (boolean empty : new boolean[] {true, false}) {
                SessionUnderTest session = lab.open(other);
                if (!empty) {
                    session.append(Lab.text(lab.marker()));
                }
                for (String query : queries) {
                    for (int k : new int[] {1, EVERYTHING}) {
                        Lab.Answer<List<Item>> found = Lab.attempt(() -> session.search(query, k));
                        lab.must(
                                !Lab.shows(found.value().orElse(List.of()), secret),
                                "found by the query '" + query + "'");
                    }
                }
                session.close();
            }
        }
        return queries.size() + " queries from sessions of 4 kinships, empty and filled";
    }

    private static String unscoped(Lab lab) {
        Owner victim = lab.fresh();
        String secret = lab.marker();
        lab.keep(victim, secret);
        lab.controlOwn(victim, secret);
        Owner nobody = new Owner("", "", "", "");
        for (Owner caller : List.of(
                nobody, victim.withSession(""), victim.withWorkspace(""), victim.withUser(""), victim.withTenant(""))) {
            lab.must(!lab.has(caller, secret), "a caller without a whole scope finds another's text");
        }
        return "nothing for callers without one part, or all";
    }

    private static String get(Lab lab) {
        Owner victim = lab.fresh();
        String secret = lab.marker();
        String id = AddressChecks.ided(lab.keep(victim, secret));
        try (SessionUnderTest own = lab.open(victim)) {
            lab.control(Lab.gets(own, id, secret), "an owner doesn't get its own text by id");
        }
        for (Owner thief : lab.kin(victim)) {
            SessionUnderTest session = lab.open(thief);
            session.append(Lab.text(lab.marker()));
            lab.must(!Lab.gets(session, id, secret), "another session gets it by its id");
        }
        return "absent for sessions of 4 kinships";
    }

    private static String delete(Lab lab) {
        Owner victim = lab.fresh();
        String secret = lab.marker();
        String id = AddressChecks.ided(lab.keep(victim, secret));
        for (Owner thief : lab.kin(victim)) {
            SessionUnderTest session = lab.open(thief);
            String own = session.append(Lab.text(lab.marker()));
            Lab.attempt(() -> session.delete(id));
            lab.must(lab.has(victim, secret), "another session deleted it by its id");
            lab.control(session.delete(own), "a session doesn't delete its own text by id");
        }
        return "still there after sessions of 4 kinships deleted it";
    }

    private static String export(Lab lab) {
        Abilities.Exporting exporting = lab.memory.exporting();
        Owner victim = lab.fresh();
        String secret = lab.marker();
        lab.keep(victim, secret);
        lab.control(exporting.export(victim).contains(secret), "an owner's export lacks its text");
        for (Owner thief : lab.kin(victim)) {
            String own = lab.marker();
            lab.keep(thief, own);
            String export = exporting.export(thief);
            lab.control(export.contains(own), "an owner's export lacks its text");
            lab.must(!export.contains(secret), "an export holds another session's text");
        }
        String id = lab.memory.addressing().idOf(victim);
        for (Owner thief : lab.kin(victim).subList(2, 4)) {
            lab.keep(thief, lab.marker());
            Lab.Answer<Optional<String>> stolen = Lab.attempt(() -> exporting.exportById(thief, id));
            String text = stolen.value().flatMap(found -> found).orElse("");
            lab.must(!text.contains(secret), "another user exports it by the session's id");
        }
        return "exports of sessions of 4 kinships, and by id as another user and tenant";
    }
}
