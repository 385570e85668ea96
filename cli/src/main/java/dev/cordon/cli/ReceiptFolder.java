package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SessionId;
import dev.cordon.core.SignedStatement;
import dev.cordon.run.SessionReceipts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The receipts of erased sessions: a file for each, named by its id. */
record ReceiptFolder(Path folder) implements SessionReceipts {
    Path file(SessionId session) {
        return folder.resolve(session.value() + ".json");
    }

    @Override
    public Optional<SignedStatement> find(SessionId session) {
        try {
            return Files.exists(file(session)) ? Optional.of(ReceiptFile.read(file(session))) : Optional.empty();
        } catch (CordonException e) {
            // Then it is written anew.
            return Optional.empty();
        }
    }

    @Override
    public void keep(SessionId session, SignedStatement receipt) {
        Path part = folder.resolve(session.value() + ".part");
        try {
            Files.createDirectories(folder);
            Files.writeString(part, CordonCommand.json(receipt) + "\n");
            Files.move(part, file(session), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CordonException.Unavailable(
                    Problem.of(
                            Rule.C17,
                            "receipt-not-kept",
                            "The session is erased; its receipt was not kept",
                            "it can't be written to " + folder,
                            "check the disk, then type it again"),
                    e);
        }
    }
}
