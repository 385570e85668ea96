package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The stored form of a session's entry; what the first version wrote is read for good. */
class SessionInfoTest {
    private static final Ids IDS = new Ids(new SecureRandom(), new byte[32]);
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private static SessionInfo info(boolean ephemeral) {
        return new SessionInfo(
                new SessionId(IDS.mint(IdType.SESSION)),
                new WorkspaceId(IDS.mint(IdType.WORKSPACE)),
                new Alias("fix"),
                NOW,
                NOW.plus(Duration.ofDays(1)),
                SessionInfo.State.OPEN,
                ephemeral,
                null);
    }

    @Test
    void fork_namesItsOrigin_andWhatTheSecondVersionWrote_hasNone() {
        SessionInfo info = info(true);
        SessionId origin = new SessionId(IDS.mint(IdType.SESSION));
        SessionInfo fork = new SessionInfo(
                info.id(), info.workspace(), null, NOW, info.expires(), SessionInfo.State.CLOSED, false, origin);
        assertThat(SessionInfo.decode(fork.encode()).findOrigin()).contains(origin);
        Bytes second = Bytes.ceded(new FieldWriter()
                .number(2)
                .text(info.id().value())
                .text(info.workspace().value())
                .text("fix")
                .number(info.created().toEpochMilli())
                .number(info.expires().toEpochMilli())
                .text("OPEN")
                .number(1)
                .toBytes());
        assertThat(SessionInfo.decode(second)).isEqualTo(info);
    }

    @Test
    void written_isReadAgain() {
        for (SessionInfo info : new SessionInfo[] {info(false), info(true)}) {
            assertThat(SessionInfo.decode(info.encode())).isEqualTo(info);
            assertThat(SessionInfo.decode(info.in(SessionInfo.State.EXPIRED).encode())
                            .ephemeral())
                    .isEqualTo(info.ephemeral());
        }
    }

    @Test
    void firstVersion_isReadAsNotEphemeral() {
        SessionInfo info = info(false);
        Bytes first = Bytes.ceded(new FieldWriter()
                .number(1)
                .text(info.id().value())
                .text(info.workspace().value())
                .text("fix")
                .number(info.created().toEpochMilli())
                .number(info.expires().toEpochMilli())
                .text("OPEN")
                .toBytes());
        assertThat(SessionInfo.decode(first)).isEqualTo(info);
    }
}
