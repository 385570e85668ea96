package dev.cordon.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model that has its mind made up: asked in a conversation with n results of tools, it calls the agent's shell tool
 * with the n-th command of its script, and ends when there is none. It streams in the providers' real wire formats: OpenAI's
 * chat completions and responses, Anthropic's messages. What it was asked is kept.
 */
final class ScriptedModel implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> SHELLS =
            List.of("bash", "shell", "shell_command", "exec_command", "local_shell", "container.exec");

    private final HttpServer server;
    private final List<String> commands;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private ScriptedModel(HttpServer server, List<String> commands) {
        this.server = server;
        this.commands = commands;
    }

    record Request(String method, String path, Map<String, List<String>> headers, String body) {}

    static ScriptedModel of(String... commands) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        ScriptedModel model = new ScriptedModel(server, List.of(commands));
        server.createContext("/", model::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return model;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            requests.add(
                    new Request(exchange.getRequestMethod(), path, Map.copyOf(exchange.getRequestHeaders()), body));
            JsonNode asked = body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
            switch (path) {
                case "/v1/chat/completions" -> stream(exchange, chat(asked));
                case "/v1/responses" -> stream(exchange, responses(asked));
                case "/v1/messages" -> stream(exchange, messages(asked));
                case "/v1/messages/count_tokens" -> json(exchange, "{\"input_tokens\":10}");
                case "/v1/models" -> json(exchange, "{\"object\":\"list\",\"data\":[],\"models\":[]}");
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    /** The next command, or null when the script is done or the agent offers no shell (it asks for a title, say). */
    private @org.jspecify.annotations.Nullable Call next(JsonNode asked, long results) {
        for (JsonNode tool : asked.path("tools")) {
            JsonNode described = tool.has("function") ? tool.path("function") : tool;
            String name = described.path("name").asString("");
            if (SHELLS.contains(name.toLowerCase(java.util.Locale.ROOT)) && results < commands.size()) {
                JsonNode schema =
                        described.has("parameters") ? described.path("parameters") : described.path("input_schema");
                return new Call(name, arguments(schema, commands.get((int) results)), results);
            }
        }
        return null;
    }

    private record Call(String tool, String arguments, long count) {
        String id() {
            return "call_" + count;
        }
    }

    /** What the shell tool of this agent takes: a line or a list of words, under the name that it gives it. */
    private static String arguments(JsonNode schema, String command) {
        var arguments = JSON.createObjectNode();
        JsonNode properties = schema.path("properties");
        String key = properties.has("cmd") ? "cmd" : "command";
        if (properties.path(key).path("type").asString("").equals("array")) {
            arguments.putArray(key).add("sh").add("-c").add(command);
        } else {
            arguments.put(key, command);
        }
        if (properties.has("description")) {
            arguments.put("description", "a step of the script");
        }
        return arguments.toString();
    }

    private List<String> chat(JsonNode asked) {
        long results = count(asked.path("messages"), "role", "tool");
        Call call = next(asked, results);
        List<String> events = new ArrayList<>();
        String head =
                "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"scripted\",\"choices\":[{\"index\":0,\"delta\":";
        if (call == null) {
            events.add(data(head + "{\"role\":\"assistant\",\"content\":\"done\"},\"finish_reason\":null}]}"));
            events.add(data(head + "{},\"finish_reason\":\"stop\"}]}"));
        } else {
            events.add(data(head + "{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"" + call.id()
                    + "\",\"type\":\"function\",\"function\":{\"name\":\"" + call.tool()
                    + "\",\"arguments\":\"\"}}]},\"finish_reason\":null}]}"));
            halves(call.arguments())
                    .forEach(part -> events.add(data(head
                            + "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + quoted(part)
                            + "}}]},\"finish_reason\":null}]}")));
            events.add(data(head + "{},\"finish_reason\":\"tool_calls\"}]}"));
        }
        events.add(
                data(
                        "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"scripted\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}"));
        events.add(data("[DONE]"));
        return events;
    }

    private List<String> responses(JsonNode asked) {
        long results = count(asked.path("input"), "type", "function_call_output");
        Call call = next(asked, results);
        List<String> events = new ArrayList<>();
        events.add(event("response.created", "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\"}}"));
        if (call == null) {
            String item =
                    "{\"type\":\"message\",\"role\":\"assistant\",\"id\":\"m1\",\"content\":[{\"type\":\"output_text\",\"text\":\"done\",\"annotations\":[]}]}";
            events.add(event(
                    "response.output_item.done",
                    "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + item + "}"));
        } else {
            String item = "{\"type\":\"function_call\",\"id\":\"f" + call.count() + "\",\"call_id\":\"" + call.id()
                    + "\",\"name\":\"" + call.tool() + "\",\"arguments\":" + quoted(call.arguments()) + "}";
            events.add(event(
                    "response.output_item.done",
                    "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":" + item + "}"));
        }
        events.add(
                event(
                        "response.completed",
                        "{\"type\":\"response.completed\",\"response\":{\"id\":\"r1\",\"usage\":{\"input_tokens\":1,\"input_tokens_details\":null,\"output_tokens\":1,\"output_tokens_details\":null,\"total_tokens\":2}}}"));
        return events;
    }

    private List<String> messages(JsonNode asked) {
        long results = 0;
        for (JsonNode message : asked.path("messages")) {
            results += count(message.path("content"), "type", "tool_result");
        }
        Call call = next(asked, results);
        List<String> events = new ArrayList<>();
        events.add(
                event(
                        "message_start",
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"scripted\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}"));
        if (call == null) {
            events.add(
                    event(
                            "content_block_start",
                            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"));
            events.add(
                    event(
                            "content_block_delta",
                            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"done\"}}"));
        } else {
            events.add(event(
                    "content_block_start",
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\""
                            + call.id() + "\",\"name\":\"" + call.tool() + "\",\"input\":{}}}"));
            halves(call.arguments())
                    .forEach(part -> events.add(event(
                            "content_block_delta",
                            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"
                                    + quoted(part) + "}}")));
        }
        events.add(event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}"));
        events.add(event(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + (call == null ? "end_turn" : "tool_use")
                        + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":1}}"));
        events.add(event("message_stop", "{\"type\":\"message_stop\"}"));
        return events;
    }

    private static long count(JsonNode items, String field, String value) {
        long found = 0;
        for (JsonNode item : items) {
            found += item.path(field).asString("").equals(value) ? 1 : 0;
        }
        return found;
    }

    private static List<String> halves(String text) {
        int middle = text.length() / 2;
        return List.of(text.substring(0, middle), text.substring(middle));
    }

    private static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    private static String data(String json) {
        return "data: " + json + "\n\n";
    }

    private static String event(String name, String json) {
        return "event: " + name + "\n" + data(json);
    }

    private static void json(HttpExchange exchange, String body) throws IOException {
        exchange.getResponseHeaders().add("content-type", "application/json");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** One write and flush an event, so that the agent sees a stream. */
    private static void stream(HttpExchange exchange, List<String> events) throws IOException {
        exchange.getResponseHeaders().add("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (String event : events) {
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
