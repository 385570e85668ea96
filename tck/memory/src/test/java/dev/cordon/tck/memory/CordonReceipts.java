package dev.cordon.tck.memory;

import dev.cordon.capsule.BaseStore;
import dev.cordon.capsule.Capsules;
import dev.cordon.capsule.NamespaceSandbox;
import dev.cordon.core.Credential;
import dev.cordon.core.Ledger;
import dev.cordon.core.LedgerKey;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.SignedStatement;
import dev.cordon.guard.ObeyedFiles;
import dev.cordon.guard.PatchScanner;
import dev.cordon.run.Erasure;
import dev.cordon.run.Machine;
import dev.cordon.run.StateFolder;
import java.security.SecureRandom;
import java.util.List;

/** Erasure as the product does it, with the receipt that it signs. */
final class CordonReceipts implements Abilities.Receipts {
    private final CordonMemory of;
    private final LedgerKey key;

    CordonReceipts(CordonMemory of) {
        this.of = of;
        this.key = LedgerKey.openOrCreate(of.bench.home().resolve("ledger.key"));
    }

    @Override
    public String erase(Owner owner) {
        Credential credential = of.credential(owner);
        SessionInfo info = of.router.list(credential).stream()
                .filter(one -> one.id().equals(of.sessions.get(owner)))
                .findFirst()
                .orElseThrow();
        StateFolder folder = new StateFolder(of.bench.home());
        try (Ledger ledger = Ledger.open(folder.ledger(), "local", key, of::now)) {
            SignedStatement signed = new Erasure(machine(folder, ledger), of.router, credential, key, "for 30 days")
                    .session(info)
                    .signed();
            return String.join("\n", signed.key(), signed.signature(), signed.statement());
        }
    }

    private Machine machine(StateFolder folder, Ledger ledger) {
        return new Machine(
                folder,
                new BaseStore(folder.bases()),
                new Capsules(new NamespaceSandbox(folder.skeleton()), false),
                ledger,
                of.ports.ids(),
                of.ports.incidents(),
                CordonMemory.SCANNER,
                new PatchScanner(CordonMemory.SCANNER),
                ObeyedFiles.shipped(),
                of::now,
                new SecureRandom(),
                of.parts());
    }

    @Override
    public boolean verify(String receipt) {
        List<String> parts = List.of(receipt.split("\n", 3));
        return new SignedStatement(parts.get(2), parts.get(0), parts.get(1)).isBy(key.publicKey());
    }
}
