package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KindTest {
    /** The numbers are on disk: a changed one would make old records unreadable. */
    @Test
    void numbers_areStable() {
        assertThat(Arrays.stream(Kind.values()).map(kind -> kind + "=" + kind.number()))
                .contains(
                        "TOMBSTONE=1",
                        "SESSION_INFO=2",
                        "ALIAS=3",
                        "TASK_INDEX=4",
                        "TASK=10",
                        "RUN=11",
                        "TRACE=12",
                        "ARTIFACT=13",
                        "ARTIFACT_CHUNK=14",
                        "APPROVAL=20",
                        "INCIDENT=21",
                        "NOTE=30",
                        "MEMORY=40",
                        "MEMORY_TOUCH=41",
                        "MEMORY_PROPOSAL=42",
                        "MEMORY_SALT=43",
                        "CONVERSATION_ITEM=44",
                        "COLLECTION=45");
    }

    @Test
    void numbers_areUnique_andLeadBack() {
        assertThat(Arrays.stream(Kind.values()).map(Kind::number).distinct()).hasSize(Kind.values().length);
        assertThat(Kind.values())
                .allSatisfy(kind -> assertThat(Kind.of(kind.number())).contains(kind));
        assertThat(Kind.of(0)).isEmpty();
    }
}
