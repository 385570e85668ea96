package dev.cordon.cli;

import dev.cordon.capsule.Repository;
import dev.cordon.core.Alias;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Salvaged;
import dev.cordon.core.Session;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.WorkspaceId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cordon session export|import|fork}: what a session knows, elsewhere. */
final class SessionCopyCommands {
    private static final String DEFAULT_TTL = "30d";

    private SessionCopyCommands() {}

    @Command(
            name = "export",
            description = "Write a session as JSON Lines, in the clear, for 'session import' or another tool.")
    static final class Export extends CordonCommand {
        @Parameters(paramLabel = "SESSION")
        String name = "";

        @Option(
                names = {"-o", "--out"},
                required = true,
                paramLabel = "FILE",
                description = "A new file, which only you may read; - for standard output.")
        String out = "";

        @Option(names = "--salvage", description = "Of a damaged session: what can still be read, and the gaps.")
        boolean salvage;

        Export(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                SessionInfo info = new Sessions(wiring).named(name);
                if (out.equals("-")) {
                    write(wiring, info, surroundings.out());
                    return CordonCli.DONE;
                }
                Path file = surroundings.folder().resolve(out);
                Written written;
                try (OutputStream to = open(file)) {
                    written = write(wiring, info, to);
                } catch (RuntimeException e) {
                    Files.deleteIfExists(file);
                    throw e;
                }
                return answer(
                        Map.of("session", info.id().value(), "file", file, "written", written),
                        "wrote " + written.records() + " records of " + Sessions.label(info) + " to " + file + "\n"
                                + gaps(written.salvaged()));
            } catch (FileAlreadyExistsException e) {
                throw new CordonException.BadInput(Problem.of(
                        "file-exists",
                        "The session was not exported",
                        "there is a file '" + e.getFile() + "' already",
                        "name another, or remove it"));
            } catch (IOException e) {
                throw new CordonException.Unavailable(
                        Problem.of(
                                "export-failed",
                                "The session was not exported",
                                "the file can't be written: " + e.getMessage(),
                                "check the folder and the space that is left"),
                        e);
            }
        }

        /** @param salvaged what a damaged session gave; empty for a whole one */
        private record Written(long records, Optional<Salvaged> salvaged) {}

        private Written write(Wiring wiring, SessionInfo info, OutputStream to) throws IOException {
            if (salvage) {
                Salvaged salvaged = wiring.router().exportSalvaged(wiring.credential(), info.id(), to);
                return new Written(salvaged.entries().size(), Optional.of(salvaged));
            }
            return new Written(wiring.router().export(wiring.credential(), info.id(), to), Optional.empty());
        }

        private static OutputStream open(Path file) throws IOException {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.newOutputStream(file);
        }

        private static String gaps(Optional<Salvaged> salvaged) {
            StringBuilder text = new StringBuilder();
            salvaged.ifPresent(found -> found.gaps()
                    .forEach(gap -> text.append("lost: sequences ")
                            .append(gap.from())
                            .append(" to ")
                            .append(gap.to())
                            .append('\n')));
            return text.toString();
        }
    }

    @Command(name = "import", description = "Make a new session of what 'session export' wrote.")
    static final class Import extends CordonCommand {
        @Parameters(paramLabel = "FILE")
        Path file = Path.of("");

        @Option(names = "--name", paramLabel = "NAME", description = "A name for the new session.")
        Optional<String> name = Optional.empty();

        @Option(names = "--repo", paramLabel = "DIR", description = "The repository that it is for; default: this one.")
        Optional<Path> repo = Optional.empty();

        @Option(names = "--ttl", paramLabel = "30d", description = "How long it lives; default: 30d.")
        String ttl = DEFAULT_TTL;

        Import(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            Repository repository = Repository.around(
                    surroundings.folder().resolve(repo.orElse(Path.of(""))).normalize(), surroundings.environment());
            try (Wiring wiring = wiring()) {
                WorkspaceId workspace = wiring.store().workspaces().of(repository.commonDirectory());
                Path from = surroundings.folder().resolve(file);
                try (Session session = wiring.router()
                        .importFrom(wiring.credential(), workspace, alias(name), Durations.parse(ttl), from)) {
                    return made(this, session);
                }
            }
        }
    }

    @Command(
            name = "fork",
            description = "Make a new session that begins with what this one knows, under a key of its own.")
    static final class Fork extends CordonCommand {
        @Parameters(index = "0", paramLabel = "SESSION")
        String source = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "A name for the new session.")
        Optional<String> name = Optional.empty();

        @Option(names = "--ttl", paramLabel = "30d", description = "How long it lives; default: 30d.")
        String ttl = DEFAULT_TTL;

        Fork(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            Duration lifetime = Durations.parse(ttl);
            try (Wiring wiring = wiring()) {
                SessionInfo info = new Sessions(wiring).named(source);
                try (Session session = wiring.router().fork(wiring.credential(), info.id(), alias(name), lifetime)) {
                    return made(this, session);
                }
            }
        }
    }

    private static @Nullable Alias alias(Optional<String> name) {
        return name.map(Alias::new).orElse(null);
    }

    private static int made(CordonCommand command, Session session) {
        SessionCommand.View view = SessionCommand.View.of(session.info());
        return command.answer(view, view.id() + "\n");
    }
}
