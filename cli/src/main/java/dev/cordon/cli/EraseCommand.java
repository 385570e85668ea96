package dev.cordon.cli;

import dev.cordon.capsule.Repository;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SecretRef;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.WorkspaceId;
import dev.cordon.run.Erasure;
import dev.cordon.run.Repair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cordon erase workspace|user|tenant}: what is one's own, there or at all, or everything here, with a signed receipt. */
@Command(
        name = "erase",
        description =
                "Erase everything of yours in a workspace, or at all, or everything here; see also 'session erase'.",
        subcommands = {EraseCommand.Workspace.class, EraseCommand.User.class, EraseCommand.Tenant.class})
final class EraseCommand extends GroupCommand {
    EraseCommand(Surroundings surroundings) {
        super(surroundings);
    }

    private static CrossSessionAccess access() {
        return CrossSessionAccess.forPlace(CrossSessionAccess.Place.ERASURE);
    }

    /** What all of them do: end the tasks, erase, keep the receipt. */
    abstract static class Wide extends CordonCommand {
        @Option(names = "--yes", description = "Do it; without this, only what would go is said.")
        boolean yes;

        Wide(Surroundings surroundings) {
            super(surroundings);
        }

        int erase(Wiring wiring, String what, Predicate<SessionInfo> which, How how) {
            List<SessionInfo> going = wiring.router().listAll(wiring.credential()).stream()
                    .filter(which)
                    .toList();
            if (!yes) {
                throw unconfirmed(
                        what + ": " + going.size() + " sessions and all durable facts there would be gone for good");
            }
            endTasks(wiring, which);
            endOthers(wiring);
            return kept(wiring, what, how.by(erasure(wiring)));
        }

        /** Erasures that were stopped, of whoever began them: no one may come again who could be asked to. */
        private void endOthers(Wiring wiring) {
            int ended = wiring.router().endErasures(access(), wiring.credential());
            if (ended > 0) {
                terminal().note("ended what stopped erasures had left: " + ended + " partitions whose keys were gone");
            }
        }

        static CordonException.BadInput unconfirmed(String what) {
            return new CordonException.BadInput(
                    Problem.of("erase-unconfirmed", "Nothing was erased", what, "type it again with --yes"));
        }

        static void endTasks(Wiring wiring, Predicate<SessionInfo> which) {
            new Repair(wiring.machine(), wiring.router(), wiring.credential()).run();
            Sessions sessions = new Sessions(wiring);
            wiring.router().list(wiring.credential()).stream()
                    .filter(which)
                    .forEach(info -> TeardownCommand.endTasks(wiring, sessions, info));
        }

        static Erasure erasure(Wiring wiring) {
            return new Erasure(
                    wiring.machine(),
                    wiring.router(),
                    wiring.credential(),
                    wiring.ledgerKey(),
                    "as long as you keep copies of keys.db that are older than this");
        }

        int kept(Wiring wiring, String what, Erasure.ErasedAll erased) {
            Path receipt = keep(wiring, erased);
            return answer(
                    Map.of("receipt", erased.receipt(), "signed", erased.signed()),
                    "erased " + what + ": " + erased.receipt().sessions().size() + " sessions, "
                            + erased.receipt().facts() + " durable facts\nreceipt, signed: " + receipt + "\n");
        }

        /** One of the ways. */
        interface How {
            Erasure.ErasedAll by(Erasure erasure);
        }

        static Path keep(Wiring wiring, Erasure.ErasedAll erased) {
            Path receipts = wiring.folder().receipts();
            String at = Long.toString(wiring.clock().instant().toEpochMilli());
            try {
                Files.createDirectories(receipts);
                return Files.writeString(
                        receipts.resolve(erased.receipt().what() + "-" + at + ".json"), json(erased.signed()) + "\n");
            } catch (IOException e) {
                throw new CordonException.Unavailable(
                        Problem.of(
                                Rule.C17,
                                "receipt-not-kept",
                                "It is erased; its receipt was not kept",
                                "it can't be written to " + receipts,
                                "the ledger holds its hash; check the disk"),
                        e);
            }
        }
    }

    @Command(name = "workspace", description = "Your sessions and durable facts of the repository around this folder.")
    static final class Workspace extends Wide {
        @Option(
                names = "--repo",
                paramLabel = "DIR",
                description = "The repository; default: the one around this folder.")
        Optional<Path> repo = Optional.empty();

        Workspace(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                Repository repository = Repository.around(
                        surroundings.folder().resolve(repo.orElse(Path.of(""))), surroundings.environment());
                WorkspaceId workspace = wiring.store().workspaces().of(repository.commonDirectory());
                int done = erase(
                        wiring,
                        "the workspace of " + repository.folder(),
                        info -> info.workspace().equals(workspace),
                        erasure -> erasure.workspace(workspace));
                wiring.store().workspaces().forget(workspace);
                return done;
            }
        }
    }

    @Command(name = "user", description = "Everything of yours: sessions, durable facts, and the list of them.")
    static final class User extends Wide {
        User(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                return erase(
                        wiring,
                        "the user " + wiring.person(),
                        _ -> true,
                        erasure -> erasure.user(wiring.store().workspaces().all()));
            }
        }
    }

    @Command(
            name = "tenant",
            description = "Everything here: of you and of every profile, with the shared collections; its key first.")
    static final class Tenant extends Wide {
        Tenant(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            CrossSessionAccess access = access();
            try (Wiring wiring = wiring()) {
                requireOwner(wiring);
                List<Credential> users = users(wiring);
                if (!yes) {
                    throw unconfirmed("all sessions, durable facts and collections of this machine's "
                            + (users.size() == 1 ? "user" : users.size() + " users") + " would be gone for good");
                }
                endAllTasks(wiring);
                List<WorkspaceId> workspaces = wiring.store().workspaces().all();
                int done = kept(
                        wiring,
                        "the tenant",
                        erasure(wiring).tenant(access, users, workspaces, begun -> keep(wiring, begun)));
                workspaces.forEach(wiring.store().workspaces()::forget);
                return done;
            }
        }

        private static void requireOwner(Wiring wiring) {
            if (!(wiring.credential() instanceof Credential.OsUser)) {
                throw new CordonException.Refused(Problem.of(
                        Rule.C17,
                        "erase-others",
                        "Nothing was erased",
                        "a profile does not own what the others have",
                        "type it without --profile, or erase what is the profile's: cordon erase user --profile P"));
            }
        }

        /** Those that can be named: of others everything goes, too, without a word of each session. */
        private List<Credential> users(Wiring wiring) {
            List<Credential> users = new ArrayList<>(List.of(wiring.credential()));
            profiles(wiring)
                    .forEach(name -> users.add(Profiles.credential(
                            name, wiring.config(), wiring.store().identity(), surroundings)));
            return users;
        }

        /** Those whose keys are here: to look for another's would make it. */
        private static List<String> profiles(Wiring wiring) {
            return wiring.config().identity().profiles().entrySet().stream()
                    .filter(profile -> profile.getValue() instanceof SecretRef.File(Path key) && Files.exists(key))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }

        /** Where an erasure was stopped, nothing opens any more: then there is no task to end. */
        private void endAllTasks(Wiring wiring) {
            try {
                endTasks(wiring, _ -> true);
                for (String name : profiles(wiring)) {
                    try (Wiring theirs = new Wiring(surroundings, wiring.config(), Optional.of(name))) {
                        endTasks(theirs, _ -> true);
                    }
                }
            } catch (CordonException.Damaged e) {
                terminal().problem(e);
            }
        }
    }
}
