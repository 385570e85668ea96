package dev.cordon.cli;

import dev.cordon.core.Author;
import dev.cordon.core.CordonException;
import dev.cordon.core.KnowledgeReader;
import dev.cordon.core.Problem;
import dev.cordon.core.ReadableSession;
import dev.cordon.core.Session;
import dev.cordon.core.SessionInfo;
import dev.cordon.memory.Memory;
import dev.cordon.memory.MemoryView;
import dev.cordon.memory.Pen;
import dev.cordon.run.TaskRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cordon memory}: what a session remembers. */
@Command(
        name = "memory",
        description = "What a session remembers: working, durable and scratch.",
        subcommands = {
            MemoryWriteCommands.Add.class,
            MemoryReadCommands.ListAll.class,
            MemoryReadCommands.Recall.class,
            MemoryReadCommands.Show.class,
            MemoryForgetCommand.class,
            MemoryWriteCommands.Propose.class,
            MemoryDecideCommands.Accept.class,
            MemoryDecideCommands.Reject.class
        })
final class MemoryCommand extends GroupCommand {
    MemoryCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** A command about the memory of one session. */
    abstract static class OfSession extends CordonCommand {
        @Option(names = "--session", required = true, paramLabel = "S", description = "The session, by name or id.")
        String session = "";

        @Option(
                names = "--task",
                paramLabel = "TASK",
                description = "With the scratch of this task of the session, by name or id.")
        Optional<String> task = Optional.empty();

        OfSession(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            try (Wiring wiring = wiring()) {
                Sessions sessions = new Sessions(wiring);
                return call(wiring, sessions, sessions.named(session));
            }
        }

        abstract int call(Wiring wiring, Sessions sessions, SessionInfo info);

        /** Reads beside a run that holds the session, too. */
        <T> T reading(Wiring wiring, Sessions sessions, SessionInfo info, Function<MemoryView, T> read) {
            return reading(wiring, sessions, info, List.of(), read);
        }

        /** @param collections that are looked into as well, by name, read-only (C12) */
        <T> T reading(
                Wiring wiring,
                Sessions sessions,
                SessionInfo info,
                List<String> collections,
                Function<MemoryView, T> read) {
            Optional<String> id = taskId(sessions);
            List<KnowledgeReader> mounts = collections.stream()
                    .map(name -> wiring.router().mount(wiring.credential(), name))
                    .toList();
            return sessions.reading(
                    info, (ReadableSession reader) -> read.apply(MemoryView.of(reader, wiring.memory(), id, mounts)));
        }

        <T> T writing(Wiring wiring, Sessions sessions, SessionInfo info, Function<Memory, T> write) {
            Pen pen = pen(wiring, sessions);
            return sessions.writing(info, (Session open) -> write.apply(Memory.of(open, wiring.memory(), pen)));
        }

        private Pen pen(Wiring wiring, Sessions sessions) {
            Pen pen = Pen.of(Author.user(wiring.person()));
            return taskId(sessions).map(pen::forTask).orElse(pen);
        }

        private Optional<String> taskId(Sessions sessions) {
            return task.map(name -> sessions.task(name, Optional.of(session)).task())
                    .map(TaskRecord::id);
        }
    }

    static CordonException.BadInput usage(String why, String mend) {
        return new CordonException.BadInput(Problem.of("usage", "The command was not carried out", why, mend));
    }
}
