package dev.cordon.egress;

import dev.cordon.core.Rule;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a decision about a way out can be. A closed set: records and reports count by it. */
public enum EgressCode {
    /** The lane names it, and every check passed. */
    ALLOWED(null, false, 200),
    /** The lane does not name this host and port (C25). */
    NOT_ON_LANE(Rule.C25, false, 403),
    /** The lane names the host without TLS, or with TLS only, and it was asked for the other way (C25). */
    PLAIN_HTTP(Rule.C25, false, 403),
    /** An address in place of a name, in whatever spelling, that the lane does not name (C27). */
    ADDRESS_LITERAL(Rule.C27, true, 403),
    /** The name leads to an address of this machine, its networks or no place of the internet (C27). */
    ADDRESS_FORBIDDEN(Rule.C27, true, 403),
    /** The TLS handshake names another host than the tunnel, none, or hides the name (C27). */
    SNI_MISMATCH(Rule.C27, true, 403),
    /** What came through the tunnel is no TLS (C27). */
    NOT_TLS(Rule.C27, true, 403),
    /** A tunnel was asked for inside the tunnel (C27). */
    NESTED_CONNECT(Rule.C27, true, 403),
    /** A secret was about to leave (C23). */
    SECRET_FOUND(Rule.C23, true, 403),
    /** The detector couldn't look, so nothing passes (C33). */
    DETECTOR_DOWN(Rule.C33, false, 503),
    /** The run's connections hold as much of their requests as its door has room for (C34). */
    CROWDED(Rule.C34, false, 503),
    /** The request, or the upstream's response, is no strict HTTP. */
    MALFORMED(null, false, 400),
    /** The name doesn't resolve, or nobody answers there. */
    UPSTREAM_UNREACHABLE(null, false, 502);

    private final @Nullable Rule rule;
    private final boolean incident;
    private final int status;

    EgressCode(@Nullable Rule rule, boolean incident, int status) {
        this.rule = rule;
        this.incident = incident;
        this.status = status;
    }

    /** The rule that the decision rests on. */
    public Optional<Rule> rule() {
        return Optional.ofNullable(rule);
    }

    /** Whether the attempt touched a boundary, rather than only a list. */
    public boolean isIncident() {
        return incident;
    }

    int status() {
        return status;
    }

    /** As it is written: {@code not-on-lane}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
