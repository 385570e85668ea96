package dev.cordon.gateway;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.SecretRef;
import dev.cordon.wire.Answer;
import dev.cordon.wire.Body;
import dev.cordon.wire.Connection;
import dev.cordon.wire.RequestHandler;
import dev.cordon.wire.RequestHead;
import dev.cordon.wire.WholeBody;
import dev.cordon.wire.WireException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The providers' wire formats on the capsule's loopback: {@code /openai/v1/…} and {@code /anthropic/v1/…}. Answers pass as
 * they are, streams included, and so do requests that stay within their conversation; one that would have the provider
 * fetch, execute or keep something does not ({@link RequestReader}: C23, C25). The provider's key is put in here and was
 * never inside (C23), and each request has an upstream connection of its own, so that no reply can answer another's
 * request (C20, C21).
 *
 * <p>One per run, which is who it serves: a request names no session (C4). Its key must be the run's canary; any other
 * is somebody's real one or another run's, and is refused as an incident. Thread-safe.
 */
public final class ModelBoundary implements RequestHandler {
    /** Past this a request is answered 413. */
    static final int MOST_REQUEST_BYTES = 32 << 20;

    /** Each call stands on the ledger by itself, so there is an end to them (C32, C34); a day's work has some 5,000. */
    public static final int MOST_CALLS = 50_000;

    private static final Problem TOO_MANY = Problem.of(
            Rule.C34,
            "too-many-calls",
            "The run's calls of models have come to their end",
            "a run may make " + MOST_CALLS + " of them, since each is recorded",
            "go on in another run: cordon resume");

    private static final Problem FOREIGN_KEY = Problem.of(
            Rule.C4,
            "foreign-key",
            "A request to a model had a key that is not this run's",
            "the key of its environment is the only one that passes",
            "let the agent use OPENAI_API_KEY or ANTHROPIC_API_KEY as it finds them");

    private static final Problem UNKNOWN_MODEL = Problem.of(
            "model-unknown",
            "The agent asked for a model that is not configured",
            "a capsule reaches the models of cordon.yaml, by their exact names, and no others",
            "name it under 'models' in cordon.yaml, with provider, base_url and api_key, or let one entry of its provider"
                    + " take every name by 'any: true'");

    private final List<Model> models;
    private final byte[] canary;
    private final Function<SecretRef, String> secrets;
    private final Upstreams upstreams;
    private final ModelLog log;
    private final RequestReader reader = new RequestReader();
    private final AtomicInteger left;

    /**
     * @param canary the only key that is accepted from inside, worth nothing anywhere else
     * @param secrets reads a provider's key at the moment of use
     */
    public ModelBoundary(
            List<Model> models, String canary, Function<SecretRef, String> secrets, Upstreams upstreams, ModelLog log) {
        this(models, canary, secrets, upstreams, log, MOST_CALLS);
    }

    ModelBoundary(
            List<Model> models,
            String canary,
            Function<SecretRef, String> secrets,
            Upstreams upstreams,
            ModelLog log,
            int calls) {
        this.models = List.copyOf(models);
        this.canary = canary.getBytes(StandardCharsets.UTF_8);
        this.secrets = secrets;
        this.upstreams = upstreams;
        this.log = log;
        this.left = new AtomicInteger(calls);
    }

    @Override
    public boolean handle(RequestHead head, Body body, Connection connection) throws IOException {
        Optional<Asked> asked = Asked.of(head);
        if (asked.isEmpty()) {
            return Answer.text(404, "Nothing is here; models are under /openai/v1 and /anthropic/v1.")
                    .send(head, connection);
        }
        if (asked.get().isGreeting()) {
            return Answer.text(200, "Cordon's model boundary").send(head, connection);
        }
        return answer(
                asked.get(),
                body,
                connection,
                new Reply(head, connection, asked.get().provider()));
    }

    private boolean answer(Asked asked, Body unread, Connection connection, Reply reply) throws IOException {
        List<String> methods = asked.provider().methods(asked.path());
        if (methods.isEmpty()) {
            return reply.error(404, "not_found_error", "The boundary passes no such path (C23).");
        }
        if (!methods.contains(asked.head().method())) {
            return reply.wrongMethod(methods);
        }
        if (!hasCanary(asked)) {
            log.refused(FOREIGN_KEY);
            return reply.error(
                    401,
                    "authentication_error",
                    "This key is not the run's own; use the one of the environment (C4). The provider's key is added outside.");
        }
        WholeBody body;
        try {
            body = WholeBody.read(asked.head(), unread, connection, MOST_REQUEST_BYTES);
        } catch (WireException e) {
            return reply.lastError(e.status(), "api_error", "The request can't be read: " + e.why() + " (C34).");
        }
        try (body) {
            return body.bytes().isEmpty()
                    ? reply.lastError(413, "request_too_large", "A request has at most 32 MiB.")
                    : answer(asked, body.bytes().get(), connection, reply);
        }
    }

    private boolean answer(Asked asked, byte[] body, Connection connection, Reply reply) throws IOException {
        return switch (read(asked, body)) {
            case RequestReader.Verdict.Passes(RequestReader.Read read) -> call(asked, read, connection, reply);
            case RequestReader.Verdict.Malformed(String why) ->
                reply.error(400, "invalid_request_error", "The boundary can't read the request: " + why + " (C33).");
            case RequestReader.Verdict.Refused(Refusal refusal) -> {
                log.refused(refusal.problem());
                yield reply.error(403, "permission_error", refusal.problem().toString());
            }
        };
    }

    private RequestReader.Verdict read(Asked asked, byte[] body) {
        if (!asked.head().headers().all("content-encoding").isEmpty()) {
            return new RequestReader.Verdict.Malformed("it is compressed; send it plain");
        }
        if (asked.isAboutModels()) {
            return body.length > 0
                    ? new RequestReader.Verdict.Malformed("this method takes no body")
                    : new RequestReader.Verdict.Passes(new RequestReader.Read("", body, List.of()));
        }
        return reader.read(asked.provider(), asked.path(), body);
    }

    private boolean call(Asked asked, RequestReader.Read read, Connection connection, Reply reply) throws IOException {
        Optional<Model> model = choose(asked, read.model());
        if (model.isEmpty()) {
            log.unknown(UNKNOWN_MODEL, read.shortModel());
            return reply.error(404, "not_found_error", UNKNOWN_MODEL.toString());
        }
        String key;
        try {
            key = secrets.apply(model.get().apiKey());
        } catch (CordonException e) {
            // Where the host keeps its keys is not the agent's to know.
            log.keyMissing(e.problem());
            return reply.error(500, "api_error", "The provider's key can't be read at the boundary (C23).");
        }
        if (left.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
            log.refused(TOO_MANY);
            return reply.error(429, "rate_limit_error", TOO_MANY.toString());
        }
        read.changes().forEach(log::changed);
        Exchange exchange = new Exchange(model.get(), key, asked, read);
        try {
            return exchange.run(upstreams, connection, reply);
        } finally {
            log.called(exchange.record());
        }
    }

    /** By the exact name; what has none, or one that nobody configured, goes where an entry takes any. */
    private Optional<Model> choose(Asked asked, String name) {
        List<Model> offered = models.stream()
                .filter(model -> model.provider() == asked.provider())
                .toList();
        return offered.stream()
                .filter(model -> asked.isAboutModels() || model.name().equals(name))
                .findFirst()
                .or(() -> offered.stream().filter(Model::any).findFirst());
    }

    private boolean hasCanary(Asked asked) {
        List<String> keys = asked.keys();
        return !keys.isEmpty()
                && keys.stream().allMatch(key -> MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), canary));
    }
}
