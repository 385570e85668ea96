package dev.cordon.run;

import java.util.List;
import java.util.Map;

/**
 * What became of an erased session's traces (C17). Names of files and hosts are the eraser's to know: the receipt goes to
 * them, the ledger holds its hash only.
 *
 * @param destroyed how many records of each kind were there; empty where the session could not be read any more
 * @param readable whether what follows could be drawn from the session's own trace before it was erased
 * @param applied repositories to which a patch of it was applied: a copy that stays
 * @param facts durable facts that a person accepted from it, by their ids: they stay, in the user's workspace, unless
 *     {@code withFacts}; empty where the session could not be read any more
 * @param withFacts whether these were to go, too: then none is left, be it by a call before that was stopped. Such as an
 *     older version accepted are told by {@code facts} only: they stay where it could not be drawn
 * @param factsErased how many of them this call destroyed
 * @param forks sessions of the same user that were forked from it and are there still: each is erased for itself
 * @param told providers of models, and hosts, that were sent something of it, and keep it as they will
 * @param revivable until when a backup of the keys, taken before, could bring it back: what the operator keeps such for
 */
public record ErasureReceipt(
        String session,
        String at,
        Map<String, Integer> destroyed,
        boolean readable,
        List<String> applied,
        List<String> facts,
        boolean withFacts,
        int factsErased,
        List<String> forks,
        List<String> told,
        String revivable) {
    public ErasureReceipt {
        destroyed = Map.copyOf(destroyed);
        applied = List.copyOf(applied);
        facts = List.copyOf(facts);
        forks = List.copyOf(forks);
        told = List.copyOf(told);
    }

    /** Whether {@code later}, of the same session, could be drawn of nothing any more and destroyed nothing more. */
    boolean saysMoreThan(ErasureReceipt later) {
        return readable && !later.readable && withFacts == later.withFacts && later.factsErased == 0;
    }

    /** The same where its facts went, too. */
    ErasureReceipt withFactsErased(int count) {
        return new ErasureReceipt(
                session, at, destroyed, readable, applied, facts, true, count, forks, told, revivable);
    }
}
