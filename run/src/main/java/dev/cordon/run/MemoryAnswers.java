package dev.cordon.run;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.wire.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Answers about memory: JSON, and problem details (RFC 9457) with Cordon's code, rule and mend. */
final class MemoryAnswers {
    private MemoryAnswers() {}

    /** What went well, as JSON shows it. */
    record Success(int status, Object document) {}

    static Answer of(Supplier<Success> work, MemoryTrace trace) {
        try {
            Success success = work.get();
            return Answer.of(
                    success.status(),
                    "application/json",
                    Json.write(success.document()).toArray());
        } catch (CordonException e) {
            trace.refused(e);
            return problem(status(e), e.problem());
        }
    }

    static Answer problem(int status, Problem problem) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", problem.what());
        document.put("status", status);
        document.put("detail", problem.why());
        document.put("code", problem.code());
        document.put("rule", problem.citedRule().map(Enum::name).orElse(""));
        document.put("mend", problem.mend());
        return Answer.of(
                status, "application/problem+json", Json.write(document).toArray());
    }

    private static int status(CordonException e) {
        return switch (e) {
            case CordonException.BadInput _ -> 400;
            case CordonException.Refused _ -> 403;
            case CordonException.NotFound _ -> 404;
            case CordonException.Conflict _ -> e.problem().code().equals("memory-too-fast") ? 429 : 409;
            case CordonException.Damaged _ -> 500;
            case CordonException.Unavailable _ -> 503;
        };
    }
}
