package dev.cordon.egress;

import dev.cordon.wire.Answer;
import java.io.IOException;

/** A way out that is closed, with what the capsule is told about it. */
final class Denied extends IOException {
    private final EgressCode code;
    private final int status;

    Denied(EgressCode code, String why) {
        this(code, code.status(), why);
    }

    Denied(EgressCode code, int status, String why) {
        super(why);
        this.code = code;
        this.status = status;
    }

    EgressCode code() {
        return code;
    }

    /** What happened, why, how to mend it, and the rule. */
    Answer answer() {
        String rule = code.rule().map(cited -> " [" + cited + "]").orElse("");
        return Answer.text(status, "cordon: " + code.word() + ": " + getMessage() + rule)
                .with("Proxy-Status", "cordon; error=http_request_denied; details=\"" + code.word() + "\"");
    }
}
