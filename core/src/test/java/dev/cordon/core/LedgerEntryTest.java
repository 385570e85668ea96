package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LedgerEntryTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void bytesAreCanonical() {
        Commitment detail = new Commitment("ab".repeat(32));
        LedgerEntry entry = LedgerEntry.of("agent.exited", AT)
                .session("sess_abc")
                .run("run_def")
                .number("zeta", -5)
                .code("alpha", "sha256:00ff")
                .detail(detail);

        assertThat(new String(entry.bytes(), StandardCharsets.US_ASCII))
                .isEqualTo(
                        "{\"v\":1,\"type\":\"agent.exited\",\"at\":\"2026-01-02T03:04:05Z\",\"session\":\"sess_abc\","
                                + "\"run\":\"run_def\",\"facts\":{\"alpha\":\"sha256:00ff\",\"zeta\":-5},\"detail\":\""
                                + "ab".repeat(32) + "\"}");
        assertThat(LedgerEntry.of("agent.exited", AT)
                        .code("alpha", "sha256:00ff")
                        .number("zeta", -5)
                        .session("sess_abc")
                        .detail(detail)
                        .run("run_def")
                        .bytes())
                .isEqualTo(entry.bytes());
    }

    @Test
    void pathsNamesAndContent_findNoPlace() {
        LedgerEntry entry = LedgerEntry.of("agent.exited", AT);
        for (String value :
                new String[] {"src/Main.java", "two words", "", "quo\"te", "line\n", "ümlaut", "x".repeat(97)}) {
            assertThatThrownBy(() -> entry.code("file", value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("Main");
            assertThatThrownBy(() -> entry.session(value)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> entry.run(value)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> entry.code(value, "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> LedgerEntry.of(value, AT)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void moreFactsThanFit_areRefused() {
        LedgerEntry entry = LedgerEntry.of("a.b", AT);
        for (int at = 0; at < 32; at++) {
            entry = entry.number("n" + at, at);
        }
        LedgerEntry full = entry;
        assertThatThrownBy(() -> full.number("one_more", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(full.bytes()).hasSizeLessThan(Ledger.MAX_ENTRY_BYTES);
    }

    @Test
    void commitmentOpensWithItsSaltAndContent_andNoOther() {
        byte[] content = "touched src/Main.java".getBytes(StandardCharsets.UTF_8);
        Commitment.Opening opening = Commitment.open(content, new SecureRandom());
        Commitment commitment = opening.commitment();

        assertThat(commitment.opensWith(opening)).isTrue();
        assertThat(commitment.opensWith(new Commitment.Opening(opening.salt(), content)))
                .isTrue();
        assertThat(commitment.opensWith(new Commitment.Opening(opening.salt(), new byte[0])))
                .isFalse();
        assertThat(commitment.opensWith(new Commitment.Opening(new byte[16], content)))
                .isFalse();
        assertThat(Commitment.open(content, new SecureRandom()).commitment()).isNotEqualTo(commitment);
    }

    @Test
    void openingTellsNothing_andCantBeChangedFromOutside() {
        byte[] content = "private".getBytes(StandardCharsets.UTF_8);
        Commitment.Opening opening = Commitment.open(content, new SecureRandom());
        Commitment before = opening.commitment();
        content[0] = 'P';
        opening.salt()[0] ^= 1;
        opening.content()[0] ^= 1;

        assertThat(opening.commitment()).isEqualTo(before);
        assertThat(opening.toString()).doesNotContain("private");
    }

    @Test
    void malformedDigestSaltOrHead_isRefused() {
        assertThatThrownBy(() -> new Commitment("AB".repeat(32))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Commitment.Opening(new byte[15], new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LedgerHead(-1, "0".repeat(64))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LedgerHead(1, "0")).isInstanceOf(IllegalArgumentException.class);
    }
}
