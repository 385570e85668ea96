package dev.cordon.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cordon.core.CordonException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A lane opens what it names, and nothing else (C25). */
class EgressPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "api.example.com, CONNECT, api.example.com, 443",
        "api.example.com, SOCKS, api.example.com, 443",
        "API.Example.COM:8443, CONNECT, api.example.com., 8443",
        "https://api.example.com, CONNECT, API.EXAMPLE.COM, 443",
        "http://api.example.com, HTTP, api.example.com, 80",
        "tcp://db.example.com:5432, CONNECT, db.example.com, 5432",
        "*.example.com:443, CONNECT, a.example.com, 443",
        "bücher.example, CONNECT, xn--bcher-kva.example, 443",
        "10.1.2.3:8080, CONNECT, 10.1.2.3, 8080",
        "10.1.2.3:8080, CONNECT, 0x0a.1.515, 8080",
        "10.1.2.3:8080, SOCKS, ::ffff:10.1.2.3, 8080",
        "[fd00::1]:443, CONNECT, fd00:0::1, 443",
        "api.internal:8443=10.0.0.5, CONNECT, api.internal, 8443",
        "localhost, CONNECT, localhost, 443"
    })
    void opens(String entry, EgressProtocol protocol, String host, int port) throws Denied {
        assertThat(policy(entry).entry(protocol, host, port)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "api.example.com, CONNECT, api.example.com, 80, NOT_ON_LANE",
        "api.example.com, CONNECT, example.com, 443, NOT_ON_LANE",
        "api.example.com, CONNECT, api.example.com.evil.net, 443, NOT_ON_LANE",
        "api.example.com, CONNECT, xapi.example.com, 443, NOT_ON_LANE",
        "*.example.com, CONNECT, example.com, 443, NOT_ON_LANE",
        "*.example.com, CONNECT, a.b.example.com, 443, NOT_ON_LANE",
        "*.example.com, CONNECT, aexample.com, 443, NOT_ON_LANE",
        "*.example.com, CONNECT, .example.com, 443, NOT_ON_LANE",
        "api.example.com, HTTP, api.example.com, 443, PLAIN_HTTP",
        "http://api.example.com, CONNECT, api.example.com, 80, PLAIN_HTTP",
        "http://api.example.com, SOCKS, api.example.com, 80, PLAIN_HTTP",
        "api.example.com, CONNECT, 127.0.0.1, 443, ADDRESS_LITERAL",
        "api.example.com, CONNECT, 127.1, 443, ADDRESS_LITERAL",
        "api.example.com, CONNECT, 2130706433, 443, ADDRESS_LITERAL",
        "api.example.com, CONNECT, 0x7f.1, 443, ADDRESS_LITERAL",
        "api.example.com, CONNECT, 0177.0.0.1, 443, ADDRESS_LITERAL",
        "api.example.com, CONNECT, 127.0.0.1., 443, ADDRESS_LITERAL",
        "api.example.com, CONNECT, 999.1.1.1, 443, ADDRESS_LITERAL",
        "api.example.com, CONNECT, ::1, 443, ADDRESS_LITERAL",
        "api.example.com, CONNECT, ::ffff:127.0.0.1, 443, ADDRESS_LITERAL",
        "10.1.2.3:8080, CONNECT, 10.1.2.3, 443, ADDRESS_LITERAL",
        "10.1.2.3:8080, CONNECT, 10.1.2.4, 8080, ADDRESS_LITERAL",
        "api.internal:443=10.0.0.5, CONNECT, 10.0.0.5, 443, ADDRESS_LITERAL"
    })
    void leavesClosed(String entry, EgressProtocol protocol, String host, int port, EgressCode code) {
        Denied denied = catchThrowableOfType(Denied.class, () -> policy(entry).entry(protocol, host, port));
        assertThat(denied).isNotNull();
        assertThat(denied.code()).isEqualTo(code);
    }

    @Test
    void saysHowToMend() {
        Denied denied = catchThrowableOfType(
                Denied.class, () -> policy("a.example").entry(EgressProtocol.CONNECT, "b.example", 443));
        assertThat(new String(denied.answer().body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("not-on-lane", "'b.example:443' under lanes.fix.egress in cordon.yaml", "[C25]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":443",
                "a b",
                "a.example:0",
                "a.example:65536",
                "a.example:x",
                "a.example:",
                "*",
                "*.com",
                "*.",
                "a.*.example",
                "**.example.com",
                "ftp://a.example",
                "http://",
                "a.example/x",
                "user@a.example",
                "tcp://a.example",
                "127.1:80",
                "0x7f000001:80",
                "[fd00::1",
                "fd00::1:443",
                "[zz::]:1",
                "-a.example",
                "a.example:443=b.example",
                "10.1.2.3:80=10.1.2.4",
                "a..example",
                "a.example=",
                "256.1.1.1:80"
            })
    void anEntryThatCantBeUsedIsNamed(String entry) {
        assertThatThrownBy(() -> policy(entry))
                .isInstanceOf(CordonException.BadInput.class)
                .hasMessageContaining("'" + entry + "'");
    }

    private static EgressPolicy policy(String entry) {
        return EgressPolicy.parse("fix", List.of(entry));
    }
}
