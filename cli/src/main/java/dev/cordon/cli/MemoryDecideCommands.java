package dev.cordon.cli;

import dev.cordon.core.Session;
import dev.cordon.core.SessionInfo;
import dev.cordon.memory.MemoryItem;
import dev.cordon.memory.MemoryJson;
import dev.cordon.memory.ProposalDesk;
import dev.cordon.memory.Proposals;
import java.io.Console;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Commands by which a person decides what becomes durable (C7). */
final class MemoryDecideCommands {
    private MemoryDecideCommands() {}

    static ProposalDesk desk(Wiring wiring, Session session) {
        return new ProposalDesk(
                session,
                wiring.router().facts(wiring.credential(), session.info().id()),
                wiring.memory(),
                wiring.person());
    }

    @Command(
            name = "accept",
            description = "Make a proposed fact durable, at a terminal, with the code that 'show' prints.")
    static final class Accept extends MemoryCommand.OfSession {
        @Parameters(paramLabel = "PROPOSAL", description = "Its id: apr_…")
        String id = "";

        Accept(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, SessionInfo info) {
            Console console =
                    PersonsTerminal.require("acceptance", "cordon memory accept --session " + session + " " + id);
            MemoryJson.Proposed proposal =
                    MemoryJson.Proposed.of(sessions.reading(info, reader -> new Proposals(reader).get(id)));
            (common.json ? surroundings.err() : surroundings.out()).println(MemoryText.shown(proposal));
            String code = PersonsTerminal.code(console, "make this durable");
            MemoryItem fact = sessions.writing(info, open -> desk(wiring, open).accept(id, code));
            MemoryJson.Item view = MemoryJson.Item.of(fact);
            return answer(view, "accepted as " + view.id() + "\n");
        }
    }

    @Command(name = "reject", description = "Refuse a proposed fact for good.")
    static final class Reject extends MemoryCommand.OfSession {
        @Parameters(paramLabel = "PROPOSAL", description = "Its id: apr_…")
        String id = "";

        Reject(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        int call(Wiring wiring, Sessions sessions, SessionInfo info) {
            sessions.writing(info, open -> {
                desk(wiring, open).reject(id);
                return open;
            });
            return answer(Map.of("proposal", id, "state", "denied"), "rejected\n");
        }
    }
}
