package dev.cordon.cli;

import dev.cordon.capsule.Repository;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.WorkspaceId;
import dev.cordon.run.Erasure;
import dev.cordon.run.Repair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cordon erase workspace|user}: everything of one's own in a workspace, or at all, with a signed receipt. */
@Command(
        name = "erase",
        description = "Erase everything of yours in a workspace, or at all; see also 'session erase'.",
        subcommands = {EraseCommand.Workspace.class, EraseCommand.User.class})
final class EraseCommand extends GroupCommand {
    EraseCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** What both do: end the tasks, erase, keep the receipt. */
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
                throw new CordonException.BadInput(Problem.of(
                        "erase-unconfirmed",
                        "Nothing was erased",
                        what + ": " + going.size() + " sessions and all durable facts there would be gone for good",
                        "type it again with --yes"));
            }
            new Repair(wiring.machine(), wiring.router(), wiring.credential()).run();
            Sessions sessions = new Sessions(wiring);
            wiring.router().list(wiring.credential()).stream()
                    .filter(which)
                    .forEach(info -> TeardownCommand.endTasks(wiring, sessions, info));
            Erasure.ErasedAll erased = how.by(new Erasure(
                    wiring.machine(),
                    wiring.router(),
                    wiring.credential(),
                    wiring.ledgerKey(),
                    "as long as you keep copies of keys.db that are older than this"));
            Path receipt = keep(wiring, erased);
            return answer(
                    Map.of("receipt", erased.receipt(), "signed", erased.signed()),
                    "erased " + what + ": " + erased.receipt().sessions().size() + " sessions, "
                            + erased.receipt().facts() + " durable facts\nreceipt, signed: " + receipt + "\n");
        }

        /** One of the two ways. */
        interface How {
            Erasure.ErasedAll by(Erasure erasure);
        }

        private Path keep(Wiring wiring, Erasure.ErasedAll erased) {
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
}
