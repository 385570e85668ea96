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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The providers' wire formats on the capsule's loopback: {@code /openai/v1/…} and {@code /anthropic/v1/…}. Bytes pass as
 * they are, streams included; what changes is the way: the provider's key is put in here and was never inside (C23),
 * and each request has an upstream connection of its own, so that no reply can answer another's request (C20, C21).
 *
 * <p>One per run, which is who it serves: a request names no session (C4). Its key must be the run's canary; any other
 * is somebody's real one or another run's, and is refused as an incident. Thread-safe.
 */
public final class ModelBoundary implements RequestHandler {
    /** Past this a request is answered 413. */
    static final int MOST_REQUEST_BYTES = 32 << 20;

    private static final Problem UNKNOWN_MODEL = Problem.of(
            "model-unknown",
            "The agent asked for a model that is not configured",
            "a capsule reaches the models of cordon.yaml and no others",
            "name it under 'models' in cordon.yaml, with provider, base_url and api_key");

    private final List<Model> models;
    private final byte[] canary;
    private final Function<SecretRef, String> secrets;
    private final Upstreams upstreams;
    private final ModelLog log;

    /**
     * @param canary the only key that is accepted from inside, worth nothing anywhere else
     * @param secrets reads a provider's key at the moment of use
     */
    public ModelBoundary(
            List<Model> models, String canary, Function<SecretRef, String> secrets, Upstreams upstreams, ModelLog log) {
        this.models = List.copyOf(models);
        this.canary = canary.getBytes(StandardCharsets.UTF_8);
        this.secrets = secrets;
        this.upstreams = upstreams;
        this.log = log;
    }

    @Override
    public boolean handle(RequestHead head, Body body, Connection connection) throws IOException {
        String target = head.target().text();
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        Optional<Provider> provider = Arrays.stream(Provider.values())
                .filter(p -> path.equals(p.prefix()) || path.startsWith(p.prefix() + "/"))
                .findFirst();
        if (provider.isEmpty()) {
            return Answer.text(404, "Nothing is here; models are under /openai/v1 and /anthropic/v1.")
                    .send(head, connection);
        }
        String inside = path.substring(provider.get().prefix().length());
        Reply reply = new Reply(head, connection, provider.get());
        if (inside.isEmpty() || inside.equals("/")) {
            return Answer.text(200, "Cordon's model boundary").send(head, connection);
        }
        return answer(
                head,
                body,
                connection,
                new Asked(provider.get(), inside, query < 0 ? "" : target.substring(query)),
                reply);
    }

    private record Asked(Provider provider, String path, String query) {}

    private boolean answer(RequestHead head, Body unread, Connection connection, Asked asked, Reply reply)
            throws IOException {
        if (!asked.provider().offers(asked.path())) {
            return reply.error(404, "not_found_error", "The boundary passes no such path (C23).");
        }
        if (!hasCanary(head)) {
            log.refused(Problem.of(
                    Rule.C4,
                    "foreign-key",
                    "A request to a model had a key that is not this run's",
                    "the key of its environment is the only one that passes",
                    "let the agent use OPENAI_API_KEY or ANTHROPIC_API_KEY as it finds them"));
            return reply.error(
                    401,
                    "authentication_error",
                    "This key is not the run's own; use the one of the environment (C4). The provider's key is added outside.");
        }
        Optional<byte[]> body = WholeBody.read(head, unread, connection, MOST_REQUEST_BYTES);
        if (body.isEmpty()) {
            return reply.lastError(413, "request_too_large", "A request has at most 32 MiB.");
        }
        Optional<Model> model = choose(asked.provider(), body.get());
        if (model.isEmpty()) {
            log.refused(UNKNOWN_MODEL);
            return reply.error(404, "not_found_error", UNKNOWN_MODEL.toString());
        }
        return call(head, connection, asked, model.get(), body.get(), reply);
    }

    private boolean call(RequestHead head, Connection connection, Asked asked, Model model, byte[] body, Reply reply)
            throws IOException {
        String key;
        try {
            key = secrets.apply(model.apiKey());
        } catch (CordonException e) {
            log.refused(e.problem());
            return reply.error(500, "api_error", "The provider's key can't be read at the boundary: " + e.problem());
        }
        Exchange exchange = new Exchange(model, key, asked.path(), asked.query(), head, body);
        try {
            return exchange.run(upstreams, connection, reply);
        } finally {
            log.called(exchange.record());
        }
    }

    /** By the name that the request gives; where a provider has one model only, that one takes every name. */
    private Optional<Model> choose(Provider provider, byte[] body) {
        List<Model> offered =
                models.stream().filter(model -> model.provider() == provider).toList();
        String name = body.length == 0 ? "" : Json.textIn(body, "model");
        Optional<Model> named =
                offered.stream().filter(model -> model.name().equals(name)).findFirst();
        boolean oneUpstream = offered.stream().map(Model::baseUrl).distinct().count() == 1;
        return named.isPresent() || !oneUpstream ? named : offered.stream().findFirst();
    }

    private boolean hasCanary(RequestHead head) {
        List<String> keys = new java.util.ArrayList<>(head.headers().all("x-api-key"));
        for (String value : head.headers().all("authorization")) {
            keys.add(
                    value.regionMatches(true, 0, "Bearer ", 0, 7)
                            ? value.substring(7).strip()
                            : value);
        }
        return !keys.isEmpty()
                && keys.stream().allMatch(key -> MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), canary));
    }
}
