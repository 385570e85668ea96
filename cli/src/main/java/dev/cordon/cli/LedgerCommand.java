package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.LedgerExport;
import dev.cordon.core.LedgerHead;
import dev.cordon.core.LedgerPublicKey;
import dev.cordon.core.LedgerVerdict;
import dev.cordon.core.LedgerVerifier;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SignedStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cordon ledger}: evidence that nothing was changed afterwards. */
@Command(
        name = "ledger",
        description = "The ledger: commitments to everything that crossed.",
        subcommands = {LedgerCommand.Verify.class, LedgerCommand.Export.class})
final class LedgerCommand extends GroupCommand {
    /** The evidence doesn't decide: a key or a file is missing. */
    private static final int INCONCLUSIVE = 5;

    LedgerCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** The logs of all tenants and writers, by path. */
    static List<Path> logs(Path ledgers) {
        if (!Files.isDirectory(ledgers)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.walk(ledgers, 2)) {
            return folders.filter(folder -> ledgers.relativize(folder).getNameCount() == 2 && Files.isDirectory(folder))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static CordonException.Unavailable unreadable(IOException e) {
        return new CordonException.Unavailable(
                Problem.of(
                        "ledger-unreadable",
                        "The ledger can't be read",
                        String.valueOf(e.getMessage()),
                        "check the permissions of $CORDON_HOME/ledger"),
                e);
    }

    /** @param index the first bad entry; -1 where there is none */
    record LogView(String log, String verdict, long entries, long index, String why) {}

    @Command(name = "verify", description = "Verify every log, and name the first bad entry; or one receipt.")
    static final class Verify extends CordonCommand {
        @Option(
                names = "--receipt",
                paramLabel = "FILE",
                description = "Verify that this receipt of an erasure was signed with the ledger's key, and print it.")
        Optional<Path> receipt = Optional.empty();

        @Option(
                names = "--key",
                paramLabel = "FILE",
                description = "The ledger's public key, where it is not this home's.")
        Optional<Path> key = Optional.empty();

        Verify(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            Wiring wiring = wiring();
            Path publicKey = key.map(surroundings.folder()::resolve)
                    .orElse(wiring.folder().home().resolve("ledger.key.pub"));
            return receipt.map(file -> receipt(surroundings.folder().resolve(file), publicKey))
                    .orElseGet(() -> logs(wiring, publicKey));
        }

        /** Who vouches for a receipt, and what it says. */
        private int receipt(Path file, Path publicKey) {
            SignedStatement statement = ReceiptFile.read(file);
            if (!statement.isBy(LedgerPublicKey.read(publicKey))) {
                throw new CordonException.Damaged(Problem.of(
                        Rule.C17,
                        "receipt-not-proven",
                        "The receipt is not proven",
                        "the holder of the key in " + publicKey + " did not sign these words",
                        "name the public key of the home that erased, with --key; else it was changed"));
            }
            return answer(
                    Map.of("verdict", "signed", "key", statement.key(), "statement", statement.statement()),
                    "signed with the ledger's key " + statement.key() + "\n" + statement.statement() + "\n");
        }

        private int logs(Wiring wiring, Path publicKey) {
            Path ledgers = wiring.folder().ledger();
            List<LogView> views = new ArrayList<>();
            for (Path log : LedgerCommand.logs(ledgers)) {
                views.add(view(ledgers.relativize(log).toString(), verdict(log, publicKey)));
            }
            StringBuilder text = new StringBuilder();
            views.forEach(v -> text.append(v.log(), 0, 12)
                    .append('…')
                    .append(v.log().substring(v.log().lastIndexOf('/')))
                    .append("  ")
                    .append(v.verdict())
                    .append("  ")
                    .append(v.why())
                    .append('\n'));
            answer(Map.of("logs", views), views.isEmpty() ? "the ledger is empty\n" : text.toString());
            return views.stream().anyMatch(v -> v.verdict().equals("bad"))
                    ? CordonCli.REFUSED
                    : views.stream().anyMatch(v -> v.verdict().equals("inconclusive")) ? INCONCLUSIVE : CordonCli.DONE;
        }

        private static LedgerVerdict verdict(Path log, Path publicKey) {
            return Files.exists(publicKey)
                    ? LedgerVerifier.verify(log, LedgerPublicKey.read(publicKey))
                    : new LedgerVerdict.Inconclusive("the public key is missing");
        }

        private static LogView view(String log, LedgerVerdict verdict) {
            return switch (verdict) {
                case LedgerVerdict.Clean(LedgerHead head) ->
                    new LogView(log, "clean", head.size(), -1, head.size() + " entries, root " + head.root());
                case LedgerVerdict.Bad(long index, String what, String why) ->
                    new LogView(log, "bad", -1, index, "entry " + index + " (" + what + "): " + why);
                case LedgerVerdict.Inconclusive(String why) -> new LogView(log, "inconclusive", -1, -1, why);
            };
        }
    }

    @Command(name = "export", description = "Print every entry as JSON Lines.")
    static final class Export extends CordonCommand {
        Export(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            for (Path log : logs(wiring().folder().ledger())) {
                try {
                    LedgerExport.write(log, new LedgerHead(Long.MAX_VALUE, "0".repeat(64)), surroundings.out());
                } catch (IOException e) {
                    throw unreadable(e);
                }
            }
            surroundings.out().flush();
            return CordonCli.DONE;
        }
    }
}
