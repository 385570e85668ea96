package dev.cordon.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A body ends exactly at its frame, or is no body. */
class BodyTest {
    @Test
    void lengthEndsAtItsLastByte() throws IOException {
        InputStream in = stream("12345rest");
        Body body = Body.of(new Framing.Length(5), in, Side.REQUEST);
        assertThat(body.isComplete()).isFalse();
        assertThat(body.readAllBytes()).hasSize(5);
        assertThat(body.isComplete()).isTrue();
        assertThat(in.readAllBytes()).hasSize(4);
    }

    @Test
    void chunksEndAtTheirTrailers() throws IOException {
        InputStream in = stream("4;x=y\r\nwiki\r\n5\r\npedia\r\n0\r\nDigest: 1\r\n\r\nrest");
        Body body = Body.of(new Framing.Chunked(), in, Side.RESPONSE);
        assertThat(new String(body.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("wikipedia");
        assertThat(body.isComplete()).isTrue();
        assertThat(body.trailers().first("digest")).hasValue("1");
        assertThat(in.readAllBytes()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4\r\nwikiX5\r\npedia\r\n0\r\n\r\n",
                "ffffffffffffffff\r\nx",
                "-1\r\nx\r\n0\r\n\r\n",
                "0x4\r\nwiki\r\n0\r\n\r\n",
                "4 \r\nwiki\r\n0\r\n\r\n",
                "4\nwiki\r\n0\r\n\r\n",
                "4;a\nb\r\nwiki\r\n0\r\n\r\n",
                "4\r\nwi",
                "4\r\nwiki\r\n0\r\n",
                "\r\n",
                "0\r\nContent-Length: 4\r\n\r\n",
                "0\r\nHost: b\r\n\r\n",
            })
    void chunksThatCouldBeReadInTwoWaysAreRefused(String raw) {
        Body body = Body.of(new Framing.Chunked(), stream(raw), Side.REQUEST);
        assertThatThrownBy(body::readAllBytes).isInstanceOf(WireException.class);
        assertThat(body.isComplete()).isFalse();
    }

    @Test
    void aBodyCutOffIsNoShorterBody() {
        Body body = Body.of(new Framing.Length(9), stream("12345"), Side.RESPONSE);
        WireException fault = catchThrowableOfType(WireException.class, body::readAllBytes);
        assertThat(fault.reason()).isEqualTo("truncated");
        assertThat(fault.status()).isEqualTo(502);
        assertThat(body.isComplete()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200, Length[bytes=3]",
        "HEAD, 200, None[]",
        "GET, 304, None[]",
        "GET, 204, None[]",
        "CONNECT, 200, None[]",
        "CONNECT, 403, Length[bytes=3]"
    })
    void aResponsesFramingDependsOnItsRequest(String method, int status, String framing) throws IOException {
        assertThat(Framing.of(method, response(status, "Content-Length: 3\r\n")))
                .hasToString(framing);
    }

    @Test
    void aResponseWithoutFramingLastsUntilClose() throws IOException {
        assertThat(Framing.of("GET", response(200, ""))).isEqualTo(new Framing.UntilClose());
        Body body = Body.of(new Framing.UntilClose(), stream("abc"), Side.RESPONSE);
        assertThat(body.readAllBytes()).hasSize(3);
        assertThat(body.isComplete()).isTrue();
    }

    @Test
    void interimResponsesAreDroppedInBoundedNumber() throws IOException {
        String interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
        String last = "HTTP/1.1 200 OK\r\n\r\n";
        assertThat(HeadReader.response(stream(interim.repeat(8) + last)).status())
                .isEqualTo(200);
        assertThatThrownBy(() -> HeadReader.response(stream(interim.repeat(9) + last)))
                .isInstanceOf(WireException.class);
        assertThatThrownBy(() -> response(101, "Upgrade: x\r\n")).isInstanceOf(WireException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/2 200", "ICY 200 OK", "HTTP/1.1 999 X", "200 OK"})
    void statusLinesAreStrict(String line) {
        assertThatThrownBy(() -> HeadReader.response(stream(line + "\r\n\r\n")))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.status()).isEqualTo(502));
    }

    @Test
    void whatIsWrittenReadsBack() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BodyWriter writer = BodyWriter.of(new Framing.Chunked(), out)) {
            writer.write("abc".getBytes(StandardCharsets.US_ASCII));
            writer.write(new byte[300]);
            writer.finish(Headers.of("X", "1"));
        }
        Body body = Body.of(new Framing.Chunked(), new ByteArrayInputStream(out.toByteArray()), Side.REQUEST);
        assertThat(body.readAllBytes()).hasSize(303);
        assertThat(body.trailers().first("x")).hasValue("1");
    }

    @Test
    void aFrameHoldsNeitherMoreNorLess() throws IOException {
        try (BodyWriter writer = BodyWriter.of(new Framing.Length(2), new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> writer.write(new byte[3])).isInstanceOf(IOException.class);
            writer.write(1);
            assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
        }
    }

    private static ResponseHead response(int status, String fields) throws IOException {
        return HeadReader.response(stream("HTTP/1.1 " + status + " X\r\n" + fields + "\r\n"));
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
