package dev.cordon.tck.capsule;

import dev.cordon.capsule.BaseStore;
import dev.cordon.capsule.Capsules;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Ledger;
import dev.cordon.core.LedgerKey;
import dev.cordon.core.UserId;
import dev.cordon.core.spi.Sandbox;
import dev.cordon.guard.ObeyedFiles;
import dev.cordon.guard.PatchScanner;
import dev.cordon.guard.SecretScanner;
import dev.cordon.memory.IndexCache;
import dev.cordon.memory.MemoryParts;
import dev.cordon.memory.MemorySettings;
import dev.cordon.run.Machine;
import dev.cordon.run.StateFolder;
import dev.cordon.stores.sqlite.LocalStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** A home on the real parts, with a sandbox of the test's choice. */
final class Bench implements AutoCloseable {
    private final LocalStore store;
    private final Machine machine;
    private final Engine.Child child;

    /** @param sandbox made from the folder for its skeleton */
    Bench(Path home, Function<Path, Sandbox> sandbox, Engine.Child child) {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        StateFolder folder = new StateFolder(home);
        SecretScanner guard = SecretScanner.shipped();
        this.child = child;
        this.store = LocalStore.open(home, new UserId("tester"), clock, random);
        this.machine = new Machine(
                folder,
                new BaseStore(folder.bases()),
                new Capsules(
                        sandbox.apply(folder.skeleton()),
                        System.getProperty("user.name").equals("root")),
                Ledger.open(folder.ledger(), "local", LedgerKey.openOrCreate(home.resolve("ledger.key")), clock),
                store.ids(),
                store.incidents(),
                guard,
                new PatchScanner(guard),
                ObeyedFiles.shipped(),
                clock,
                random,
                new MemoryParts(
                        MemorySettings.DEFAULT, guard, store.ids(), random, new IndexCache(IndexCache.USUAL_BYTES)));
    }

    Engine engine() {
        CrossSessionAccess auditor = CrossSessionAccess.forPlace(CrossSessionAccess.Place.AUDITOR);
        return new Engine(
                machine,
                store.router(),
                store.workspaces(),
                new Credential.OsUser(),
                () -> List.copyOf(store.incidents().list(auditor)),
                child);
    }

    @Override
    public void close() {
        machine.ledger().close();
        store.close();
    }
}
