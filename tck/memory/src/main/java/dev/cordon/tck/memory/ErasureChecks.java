package dev.cordon.tck.memory;

import static dev.cordon.tck.memory.ContractRule.C17;

import java.util.ArrayList;
import java.util.List;

/** What is erased is gone, and nothing else is (C17). */
final class ErasureChecks {
    static final List<Check> CHECKS = List.of(
            new Check(C17, "erased-is-gone", "of an erased session nothing comes back", ErasureChecks::gone),
            new Check(
                    C17,
                    "neighbours-stay",
                    "erasing one session leaves its neighbours whole",
                    ErasureChecks::neighbours),
            new Check(C17, "deleted-stays-deleted", "a deleted text comes back by no way", ErasureChecks::deleted),
            new Check(C17, "fork-is-apart", "a fork lives on, and its later texts are its own", ErasureChecks::fork),
            new Check(
                    C17, "receipt", "the receipt is the memory's own and bears no alteration", ErasureChecks::receipt));

    private ErasureChecks() {}

    private static String gone(Lab lab) {
        Owner owner = lab.fresh();
        String secret = lab.marker();
        String id = lab.keep(owner, secret);
        lab.controlOwn(owner, secret);
        lab.memory.erase(owner);
        lab.must(!lab.has(owner, secret), "its owner finds it again");
        int ways = 1;
        if (!id.isEmpty()) {
            lab.must(
                    !Boolean.TRUE.equals(Lab.attempt(() -> Lab.mayGet(lab.open(owner), id, secret))
                            .value()
                            .orElse(false)),
                    "its owner gets it again by its id");
            ways++;
        }
        ways += restarted(lab, owner, secret) ? 1 : 0;
        return ways + " ways back tried";
    }

    /** Looks again in another process, where there can be one. */
    private static boolean restarted(Lab lab, Owner owner, String secret) {
        try {
            Abilities.Restarting restarting = lab.memory.restarting();
            lab.closeAll();
            restarting.restart();
        } catch (NotOffered e) {
            return false;
        }
        lab.must(!lab.has(owner, secret), "it is back after a restart");
        return true;
    }

    private static String neighbours(Lab lab) {
        Owner owner = lab.fresh();
        List<Owner> kept = new ArrayList<>(lab.kin(owner));
        kept.add(owner.withSession(owner.session() + "a"));
        kept.add(owner.withSession(owner.session().substring(0, owner.session().length() - 1)));
        kept.add(owner.withUser(owner.user() + "a"));
        kept.add(owner.withTenant(owner.tenant() + "a"));
        List<String> markers = new ArrayList<>();
        for (Owner neighbour : kept) {
            String marker = lab.marker();
            markers.add(marker);
            lab.keep(neighbour, marker);
            lab.controlOwn(neighbour, marker);
        }
        lab.keep(owner, lab.marker());
        lab.memory.erase(owner);
        for (int i = 0; i < kept.size(); i++) {
            lab.must(lab.has(kept.get(i), markers.get(i)), "a neighbour lost its text");
        }
        return kept.size() + " neighbours whole";
    }

    private static String deleted(Lab lab) {
        Owner owner = lab.fresh();
        String secret = lab.marker();
        String other = lab.marker();
        try (SessionUnderTest session = lab.open(owner)) {
            String id = AddressChecks.ided(session.append(Lab.text(secret)));
            session.append(Lab.text(other));
            lab.control(Lab.finds(session, secret), "an owner doesn't find its own text");
            lab.control(session.delete(id), "an owner doesn't delete its own text");
            lab.must(!Lab.finds(session, secret), "search finds it");
            lab.must(!Lab.mayGet(session, id, secret), "get by id returns it");
        }
        lab.must(!lab.has(owner, secret), "it is back when the session is opened again");
        restarted(lab, owner, secret);
        lab.must(lab.has(owner, other), "another text of the session went with it");
        return "gone from search and get, now and opened again; the one beside it is there";
    }

    private static String fork(Lab lab) {
        Abilities.Forking forking = lab.memory.forking();
        Owner source = lab.fresh();
        Owner fork = source.withSession(lab.name());
        String shared = lab.marker();
        lab.keep(source, shared);
        forking.fork(source, fork);
        lab.control(lab.has(fork, shared), "a fork doesn't know what its source knew");
        String later = lab.marker();
        String theirs = lab.marker();
        lab.keep(source, later);
        lab.keep(fork, theirs);
        lab.must(!lab.has(fork, later) && !lab.has(source, theirs), "what one writes later, the other reads");
        lab.memory.erase(source);
        lab.must(!lab.has(source, shared), "the source is not erased");
        lab.must(lab.has(fork, shared) && lab.has(fork, theirs), "erasing the source took the fork's texts");
        return "apart from the moment of forking, and after the source's erasure";
    }

    private static String receipt(Lab lab) {
        Abilities.Receipts receipts = lab.memory.receipts();
        Owner owner = lab.fresh();
        String secret = lab.marker();
        lab.keep(owner, secret);
        String receipt = receipts.erase(owner);
        lab.control(receipts.verify(receipt), "its own receipt is not verified");
        lab.must(!lab.has(owner, secret), "with a receipt the session was not erased");
        lab.must(!receipt.contains(secret), "the receipt holds what was erased");
        int middle = receipt.length() / 2;
        char other = receipt.charAt(middle) == 'x' ? 'y' : 'x';
        String altered = receipt.substring(0, middle) + other + receipt.substring(middle + 1);
        lab.must(!Lab.attempt(() -> receipts.verify(altered)).value().orElse(false), "an altered receipt is verified");
        return "verified, and not when altered";
    }
}
