package dev.cordon.cli;

import dev.cordon.capsule.BaseStore;
import dev.cordon.capsule.Capsules;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Ledger;
import dev.cordon.core.LedgerKey;
import dev.cordon.core.LocalIdentity;
import dev.cordon.core.RootKey;
import dev.cordon.core.SecretRef;
import dev.cordon.core.SessionRouter;
import dev.cordon.core.SessionStore;
import dev.cordon.core.spi.Backups;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.guard.ObeyedFiles;
import dev.cordon.guard.PatchScanner;
import dev.cordon.guard.SecretScanner;
import dev.cordon.memory.Embedder;
import dev.cordon.memory.EmbedderModule;
import dev.cordon.memory.IndexCache;
import dev.cordon.memory.MemoryParts;
import dev.cordon.memory.OpenAiEmbedder;
import dev.cordon.run.EmbeddingEndpoint;
import dev.cordon.run.Machine;
import dev.cordon.run.Outside;
import dev.cordon.run.StateFolder;
import dev.cordon.stores.postgres.PostgresMigration;
import dev.cordon.tools.CredentialReader;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All parts of one process, put together: the only class that knows every engine. What a command doesn't ask for is
 * not made. Owned and closed by the command; not thread-safe.
 */
final class Wiring implements AutoCloseable {
    private final Surroundings surroundings;
    private final StateFolder folder;
    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock = InstantSource.system();
    private final Config config;
    private final Optional<String> profile;
    private @Nullable SessionStore store;
    private @Nullable Machine machine;
    private @Nullable MemoryParts memory;
    private @Nullable Embedder embedder;
    private @Nullable Credential credential;

    Wiring(Surroundings surroundings, Config config, Optional<String> profile) {
        this.surroundings = surroundings;
        this.folder = new StateFolder(surroundings.home());
        this.config = config;
        this.profile = profile;
    }

    Config config() {
        return config;
    }

    StateFolder folder() {
        return folder;
    }

    InstantSource clock() {
        return clock;
    }

    SessionStore store() {
        if (store == null) {
            folder.create();
            store = stores().open();
        }
        return store;
    }

    private StoreWiring stores() {
        return new StoreWiring(
                config.store(),
                folder.home(),
                this::rootKey,
                new CredentialReader(surroundings.environment()),
                clock,
                random);
    }

    /** Of this home, which need not be there yet. */
    Backups backups(CrossSessionAccess access) {
        return stores().backups(access);
    }

    /** The wrapped keys alone; closed by the caller. */
    KeyStore openKeys() {
        // Opened whole first: a root key that is not theirs is told before anything is done.
        store();
        return openKeysUnread();
    }

    /** What wraps all other keys. */
    RootKey rootKey() {
        return RootKeys.of(config.keys(), folder.home());
    }

    /** The wrapped keys alone, whatever root key wraps them; closed by the caller. */
    KeyStore openKeysUnread() {
        folder.create();
        return stores().openKeys();
    }

    Path rootKeyset() {
        return folder.home().resolve("root.keyset");
    }

    /** A role of a database, and where its password is. */
    record Login(String user, SecretRef password) {}

    /** Replaces the key that a database verifies claims with; answers its number. */
    int rotateClaim(CrossSessionAccess access, Login records) {
        folder.create();
        String password = new CredentialReader(surroundings.environment()).value(records.password());
        PostgresMigration.Login login = new PostgresMigration.Login(records.user(), password);
        stores().restoreClaim(access, login);
        // Opened whole next: what else is wrong with the installation is told before the key is replaced.
        store();
        return stores().rotateClaim(access, login);
    }

    /** What the migration moved: what, and how many. */
    Map<String, Long> migrate(CrossSessionAccess access, Login records, Login vault) {
        folder.create();
        CredentialReader secrets = new CredentialReader(surroundings.environment());
        PostgresMigration.Moved moved = stores().migrate(
                        access,
                        new PostgresMigration.Login(records.user(), secrets.value(records.password())),
                        new PostgresMigration.Login(vault.user(), secrets.value(vault.password())));
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("partitions", (long) moved.partitions());
        counts.put("records", moved.rows());
        counts.put("keys", (long) moved.keys());
        counts.put("anchors", (long) moved.anchors());
        counts.put("approvals", (long) moved.approvals());
        counts.put("spent approvals", (long) moved.spent());
        counts.put("incidents", (long) moved.incidents());
        return counts;
    }

    SessionRouter router() {
        return store().router();
    }

    /** Who the caller is: the operating system's user, or the profile whose key they hold (C2). */
    Credential credential() {
        if (credential == null) {
            credential = profile.isEmpty()
                    ? new Credential.OsUser()
                    : Profiles.credential(profile.get(), config, store().identity(), surroundings);
        }
        return credential;
    }

    String person() {
        return router().verify(credential()).user().value();
    }

    Machine machine() {
        if (machine == null) {
            SessionStore opened = store();
            // What may be refused comes before what has to be closed.
            Capsules capsules = capsules();
            MemoryParts parts = memory();
            Ledger ledger = Ledger.open(folder.ledger(), LocalIdentity.TENANT.value(), ledgerKey(), clock);
            SecretScanner guard = SecretScanner.shipped();
            machine = new Machine(
                    folder,
                    new BaseStore(folder.bases()),
                    capsules,
                    ledger,
                    opened.ids(),
                    opened.incidents(),
                    guard,
                    new PatchScanner(guard),
                    ObeyedFiles.shipped(),
                    clock,
                    random,
                    parts);
        }
        return machine;
    }

    /** What memories work with. */
    MemoryParts memory() {
        if (memory == null) {
            Config.MemoryConfig configured = config.memory();
            // Asked for and not there is refused before anything is opened (C29).
            embedder = configured.embeddings().map(this::embedder).orElse(null);
            memory = new MemoryParts(
                    configured.settings(),
                    SecretScanner.shipped(),
                    store().ids(),
                    random,
                    new IndexCache(configured.indexBytes()),
                    Optional.ofNullable(embedder));
        }
        return memory;
    }

    private Embedder embedder(Config.Embeddings from) {
        return switch (from) {
            case Config.Embeddings.Module(String name) -> EmbedderModule.open(name);
            case Config.Embeddings.Endpoint(URI place, String model, Optional<SecretRef> key) -> {
                Outside outside = config.outside(surroundings);
                yield new OpenAiEmbedder(
                        model,
                        () -> key.map(outside.credentials()::value).orElse(""),
                        new EmbeddingEndpoint(place, outside));
            }
        };
    }

    Capsules capsules() {
        return new Capsules(config.capsule().in(folder.skeleton()), isRoot());
    }

    LedgerKey ledgerKey() {
        return LedgerKey.openOrCreate(ledgerKeyFile());
    }

    Path ledgerKeyFile() {
        return folder.home().resolve("ledger.key");
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.indexes().close();
        }
        if (embedder != null) {
            embedder.close();
        }
        if (machine != null) {
            machine.ledger().close();
        }
        if (store != null) {
            store.close();
        }
    }
}
