package dev.cordon.egress;

import dev.cordon.core.spi.ContentGuard;
import dev.cordon.core.spi.GuardVerdict;
import dev.cordon.wire.Body;
import dev.cordon.wire.ByteBudget;
import dev.cordon.wire.Headers;
import dev.cordon.wire.RequestHead;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Holds what a request says against the guard, as it stands and decoded, before it leaves (C23). Without a guard all
 * passes. A guard that did not look is none that found nothing (C33).
 */
final class RequestScan {
    /** Names no file, so that no rule excuses it by its name. */
    private static final String PLACE = "request";

    private final Optional<ContentGuard> guard;

    RequestScan(Optional<ContentGuard> guard) {
        this.guard = guard;
    }

    /** Checks method, target and fields. */
    void head(RequestHead head) throws Denied {
        if (guard.isPresent()) {
            StringBuilder text = new StringBuilder(head.method());
            text.append(' ').append(head.target().text()).append('\n');
            for (Headers.Field field : head.headers()) {
                text.append(field.name()).append(": ").append(field.value()).append('\n');
            }
            check(guard.get(), text.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The body, of which nothing can be read that was not checked; to be closed. An empty one takes no room. */
    InputStream body(Body body, ByteBudget budget) {
        return guard.isPresent() && !body.isComplete()
                ? new ScannedBody(body, content -> check(guard.get(), content), budget)
                : body;
    }

    private static void check(ContentGuard guard, byte[] content) throws Denied {
        judge(guard.scan(PLACE, content));
        byte[] unescaped = Percent.decoded(content);
        if (unescaped.length < content.length) {
            judge(guard.scan(PLACE, unescaped));
        }
    }

    private static void judge(GuardVerdict verdict) throws Denied {
        switch (verdict) {
            case GuardVerdict.Clean _ -> {}
            case GuardVerdict.Findings found ->
                throw new Denied(
                        EgressCode.SECRET_FOUND,
                        "the request holds a secret (" + found.list().getFirst().ruleId()
                                + "); take it out: credentials are added at the boundary");
            case GuardVerdict.Untested _, GuardVerdict.Unavailable _ ->
                throw new Denied(
                        EgressCode.DETECTOR_DOWN, "the request couldn't be checked for secrets; see 'cordon doctor'");
        }
    }
}
