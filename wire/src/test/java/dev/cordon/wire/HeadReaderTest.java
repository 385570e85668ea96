package dev.cordon.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that two readers could take in two ways are refused, by name. */
class HeadReaderTest {
    private static final String HOST = "Host: a.example\r\n";

    @Test
    void readsTheFourForms() throws IOException {
        assertThat(read("GET /p?q HTTP/1.1\r\n" + HOST + "\r\n").target()).isEqualTo(new Target.Origin("/p?q"));
        assertThat(read("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n").target()).isEqualTo(new Target.Asterisk());
        assertThat(read("GET http://A.example?x HTTP/1.1\r\n" + HOST + "\r\n")
                        .target()
                        .text())
                .isEqualTo("http://a.example/?x");
        assertThat(read("CONNECT a.example:443 HTTP/1.1\r\n" + HOST + "\r\n")
                        .target()
                        .text())
                .isEqualTo("a.example:443");
        assertThat(read("CONNECT [FD00::1]:443 HTTP/1.0\r\n\r\n").target())
                .isEqualTo(new Target.Tunnel(Authority.of("fd00::1", 443)));
    }

    @Test
    void endBeforeTheFirstByteIsNoRequest() throws IOException {
        assertThat(HeadReader.request(stream(""))).isEmpty();
    }

    @Test
    void readsNotAByteFurtherThanTheHead() throws IOException {
        ByteArrayInputStream in = stream("GET / HTTP/1.1\r\n" + HOST + "\r\nrest");
        HeadReader.request(in);
        assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)).isEqualTo("rest");
    }

    @Test
    void fieldsKeepTheirOrderAndAreFoundWhateverTheirCase() throws IOException {
        Headers headers = read("GET / HTTP/1.1\r\n" + HOST + "B: 1\r\nA:\t2 \r\nb: \r\n\r\n")
                .headers();
        assertThat(headers).extracting(Headers.Field::name).containsExactly("Host", "B", "A", "b");
        assertThat(headers.all("B")).containsExactly("1", "");
        assertThat(headers.first("a")).hasValue("2");
        assertThat(headers.without("b").with("a", "3").all("A")).containsExactly("3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET / HTTP/1.1\\n\\n | bare-lf",
                "GET / HTTP/1.1\\r\\nHost: a\\n\\r\\n | bare-lf",
                "GET / HTTP/1.1\\rX\\r\\n\\r\\n | bare-cr",
                "GET / HTTP/1.1\\r\\nHost: a\\0b\\r\\n\\r\\n | control",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: \\e[2J\\r\\n\\r\\n | control",
                "GET /\\r\\n | request-line",
                "GET  / HTTP/1.1\\r\\n\\r\\n | request-line",
                "GET /a b HTTP/1.1\\r\\n\\r\\n | request-line",
                "\\r\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | request-line",
                "G@T / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | method",
                "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n | version",
                "GET / HTTP/1.2\\r\\n\\r\\n | version",
                "GET / http/1.1\\r\\n\\r\\n | version",
                "GET * HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | target",
                "GET /#x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | target",
                "GET /é HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | target",
                "GET ftp://a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | target",
                "GET http://u:p@a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | userinfo",
                "GET http:/// HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | host",
                "GET http://a\\\\b/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | host",
                "GET http://[fe80::1%25eth0]/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | host",
                "CONNECT a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | port",
                "CONNECT a: HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | port",
                "CONNECT a:0 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | port",
                "CONNECT a:65536 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | port",
                "CONNECT a:+443 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | port",
                "CONNECT u@a:443 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | userinfo",
                "CONNECT /x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | host",
                "GET / HTTP/1.1\\r\\n\\r\\n | host-missing",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nhost: a\\r\\n\\r\\n | host-repeated",
                "GET http://a/ HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n | host-conflict",
                "GET http://a:81/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | host-conflict",
                "CONNECT a:443 HTTP/1.1\\r\\nHost: b:443\\r\\n\\r\\n | host-conflict",
                "CONNECT a:443 HTTP/1.1\\r\\nHost: a:80\\r\\n\\r\\n | host-conflict",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\n X: folded\\r\\n\\r\\n | folded",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nX : 1\\r\\n\\r\\n | field-name",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\n: 1\\r\\n\\r\\n | field-name",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nno colon\\r\\n\\r\\n | field-name",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\n | content-length",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\n | content-length",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1, 1\\r\\n\\r\\n | content-length",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +1\\r\\n\\r\\n | content-length",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 9999999999999999999\\r\\n\\r\\n | content-length",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n | length-and-coding",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n | transfer-coding",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n | transfer-coding",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n | transfer-coding",
                "POST / HTTP/1.0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n | transfer-coding",
                "CONNECT a:443 HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 4\\r\\n\\r\\n | connect-body",
                "GET / HT | truncated",
            })
    void refuses(String text, String reason) {
        String raw = text.strip()
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .replace("\\e", "\033")
                .replace("\\\\", "\\");
        WireException refusal = catchThrowableOfType(WireException.class, () -> read(raw));
        assertThat(refusal).as(raw).isNotNull();
        assertThat(refusal.reason()).isEqualTo(reason.strip());
        assertThat(refusal.status()).isBetween(400, 505);
    }

    @Test
    void headsOverTheBoundsAreRefused() {
        String many = "X: 1\r\n".repeat(201);
        String big = "X: " + "y".repeat(HeadReader.MOST_BYTES) + "\r\n";
        for (String fields : new String[] {many, big}) {
            WireException refusal = catchThrowableOfType(
                    WireException.class, () -> read("GET / HTTP/1.1\r\n" + HOST + fields + "\r\n"));
            assertThat(refusal.status()).isEqualTo(431);
        }
    }

    @Test
    void aHeaderCantBeWrittenOutOfItsLine() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Headers.of("X", "a\r\nHost: b"))
                .isInstanceOf(IllegalArgumentException.class);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Headers.NONE.with("X:", "a"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static RequestHead read(String text) throws IOException {
        return HeadReader.request(stream(text)).orElseThrow();
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
