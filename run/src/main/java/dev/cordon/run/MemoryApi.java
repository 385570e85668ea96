package dev.cordon.run;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.memory.Filter;
import dev.cordon.memory.Memory;
import dev.cordon.memory.MemoryItem;
import dev.cordon.memory.MemoryJson;
import dev.cordon.memory.MemoryKind;
import dev.cordon.memory.MemoryView;
import dev.cordon.memory.Proposal;
import dev.cordon.memory.Query;
import dev.cordon.memory.Recalled;
import dev.cordon.memory.Remember;
import dev.cordon.memory.Summarize;
import dev.cordon.memory.Written;
import dev.cordon.run.MemoryRequests.Ask;
import dev.cordon.run.MemoryRequests.Put;
import dev.cordon.wire.Body;
import dev.cordon.wire.Connection;
import dev.cordon.wire.RequestHandler;
import dev.cordon.wire.RequestHead;
import dev.cordon.wire.WholeBody;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * A run's session memory at {@code CORDON_URL}: {@code /api/v1/memory}, with the rights of a run. It adds, lists, gets,
 * recalls, summarizes and proposes; it never accepts and never erases (C4, C7). No path, header or field of a request
 * names a session: the socket does. Two requests are in work at once; others wait (C34). Thread-safe.
 */
final class MemoryApi implements RequestHandler {
    static final String PATH = "/api/v1/memory";
    private static final int MOST_REQUEST_BYTES = 32 << 20;
    private static final int AT_ONCE = 2;

    private final Memory memory;
    private final MemoryTrace trace;
    private final Semaphore room = new Semaphore(AT_ONCE, true);

    MemoryApi(Memory memory, MemoryTrace trace) {
        this.memory = memory;
        this.trace = trace;
    }

    boolean serves(String target) {
        String path = MemoryRequests.path(target);
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    @Override
    public boolean handle(RequestHead head, Body body, Connection connection) throws IOException {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the door closes", e);
        }
        try (WholeBody whole = WholeBody.read(head, body, connection, MOST_REQUEST_BYTES)) {
            Optional<byte[]> read = whole.bytes();
            return read.isEmpty()
                    ? MemoryAnswers.problem(413, MemoryRequests.tooLarge()).sendLast(connection)
                    : MemoryAnswers.of(() -> answer(head, read.get()), trace).send(head, connection);
        } finally {
            room.release();
        }
    }

    private MemoryAnswers.Success answer(RequestHead head, byte[] body) {
        String rest = MemoryRequests.path(head.target().text()).substring(PATH.length());
        return switch (head.method() + " " + (rest.isEmpty() || rest.equals("/recall") ? rest : "/ID")) {
            case "POST " -> put(MemoryRequests.read(body, Put.class));
            case "GET ", "HEAD " -> list(MemoryRequests.parameters(head.target().text()));
            case "POST /recall" -> recall(MemoryRequests.read(body, Ask.class));
            case "GET /ID", "HEAD /ID" -> get(rest.substring(1));
            case "DELETE /ID", "DELETE " -> throw notARuns();
            default -> throw MemoryRequests.noSuchMethod();
        };
    }

    private MemoryAnswers.Success put(Put put) {
        if (put.kindOr(MemoryKind.WORKING) == MemoryKind.DURABLE) {
            Proposal proposal = memory.propose(put.requiredText());
            trace.proposed(proposal);
            return new MemoryAnswers.Success(
                    202, MemoryJson.Proposed.of(proposal).withoutCode());
        }
        Written written = put.summarizesOrNone().isEmpty()
                ? memory.remember(new Remember(put.kindOr(MemoryKind.WORKING), put.requiredText()))
                : memory.summarize(new Summarize(put.requiredText(), put.summarizesOrNone()));
        trace.remembered(written);
        return new MemoryAnswers.Success(201, MemoryJson.Item.of(written));
    }

    private MemoryAnswers.Success list(Map<String, List<String>> parameters) {
        Filter filter = MemoryRequests.filter(
                parameters.getOrDefault("kind", List.of()), parameters.getOrDefault("source", List.of()));
        MemoryView.Page page = memory.page(
                filter,
                parameters.getOrDefault("after", List.of()).stream().findFirst(),
                MemoryRequests.limit(parameters.getOrDefault("limit", List.of())));
        trace.read(page.items());
        return new MemoryAnswers.Success(
                200,
                Map.of(
                        "items",
                        page.items().stream().map(MemoryJson.Item::of).toList(),
                        "next",
                        page.next().orElse("")));
    }

    private MemoryAnswers.Success get(String id) {
        MemoryItem item = memory.get(id);
        trace.read(List.of(item));
        return new MemoryAnswers.Success(200, MemoryJson.Item.of(item));
    }

    private MemoryAnswers.Success recall(Ask ask) {
        Query query = ask.toQuery();
        Recalled recalled = memory.recall(query);
        trace.recalled(query.text(), recalled);
        return new MemoryAnswers.Success(
                200,
                Map.of(
                        "hits",
                        recalled.hits().stream().map(MemoryJson.Found::of).toList(),
                        "searched",
                        recalled.searched()));
    }

    private static CordonException.Refused notARuns() {
        return new CordonException.Refused(Problem.of(
                Rule.C4,
                "right-of-a-person",
                "Nothing was forgotten",
                "a run has no right to erase",
                "a person does it with 'cordon memory forget'"));
    }
}
