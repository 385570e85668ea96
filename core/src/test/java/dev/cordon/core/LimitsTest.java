package dev.cordon.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Limits.Resource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write after {@code --limit}. */
class LimitsTest {
    @Test
    void wholeLine_isRead() {
        assertThat(Limits.parse("cpu=2,memory=2g,pids=256,disk=2G,time=30m,output=64m")
                        .requested())
                .isEqualTo(Map.of(
                        Resource.CPU,
                        2000L,
                        Resource.MEMORY,
                        2L << 30,
                        Resource.PIDS,
                        256L,
                        Resource.DISK,
                        2L << 30,
                        Resource.TIME,
                        1_800_000L,
                        Resource.OUTPUT,
                        64L << 20));
    }

    @ParameterizedTest
    @CsvSource({
        "cpu=0.5, CPU, 500",
        "cpu=1.5, CPU, 1500",
        "memory=1024, MEMORY, 1024",
        "memory=1k, MEMORY, 1024",
        "disk=1t, DISK, 1099511627776",
        "time=90, TIME, 90000",
        "time=2h, TIME, 7200000",
        "time=5s, TIME, 5000",
        "' pids = 7 ', PIDS, 7"
    })
    void amounts(String text, Resource resource, long amount) {
        assertThat(Limits.parse(text).of(resource)).hasValue(amount);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "cpu",
                "=2",
                "cpu=",
                "cpu=x",
                "cpu=0",
                "cpu=-1",
                "cpu=0.0001",
                "cpu=1e99999999",
                "cpu=NaN",
                "memory=0",
                "memory=1x",
                "memory=g",
                "memory=-1g",
                "memory=9999999999g",
                "memory=1.5g",
                "pids=1.5",
                "pids=99999999999999999999",
                "time=1d",
                "disk=1g,",
                "cpu=1,cpu=2",
                "network=1",
                "CPU=1",
                "time=٣m٣"
            })
    void whatCantBeRead_isNamedWithTheMend(String text) {
        assertThatThrownBy(() -> Limits.parse(text)).isInstanceOfSatisfying(CordonException.BadInput.class, e -> {
            assertThat(e.problem().code()).isEqualTo("limit-unreadable");
            assertThat(e.problem().mend()).contains("--limit");
        });
    }

    @Test
    void whatWasNotAskedFor_takesItsDefault_andCpuHasNone() {
        Limits limits = Limits.parse("memory=1g");
        assertThat(limits.of(Resource.PIDS)).hasValue(Limits.DEFAULTS.get(Resource.PIDS));
        assertThat(limits.of(Resource.CPU)).isEmpty();
        assertThat(limits.isRequested(Resource.MEMORY)).isTrue();
        assertThat(limits.isRequested(Resource.PIDS)).isFalse();
    }

    @Test
    void narrowerLimits_winWhereTheyAskForAny() {
        Limits merged = Limits.parse("memory=1g,pids=5").overriddenBy(Limits.parse("pids=3,cpu=1"));
        assertThat(merged).isEqualTo(Limits.parse("memory=1g,pids=3,cpu=1"));
    }

    @Test
    void everyResource_saysItsUnit() {
        for (Resource resource : Resource.values()) {
            assertThat(resource.unit()).isNotBlank();
            assertThat(resource.label()).isEqualTo(resource.name().toLowerCase(java.util.Locale.ROOT));
        }
    }
}
