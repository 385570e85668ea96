package dev.cordon.tck.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cordon.core.Rule;
import dev.cordon.tck.memory.LeakyMap.Leak;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** The kit finds each leak that it is made to find, and calls nothing kept that it could not see (C33). */
class KitTest {
    private static final Effort EFFORT = new Effort(7, 60, 4, 1_200, 12, 30);

    /** By which check each leak has to be found; other checks may find it as well. */
    private static final Map<Leak, String> FOUND_BY = new EnumMap<>(Map.ofEntries(
            Map.entry(Leak.DEFAULT_SESSION, "default-id"),
            Map.entry(Leak.TAKES_ANY_SCOPE, "missing-part"),
            Map.entry(Leak.JOINED_KEYS, "separators"),
            Map.entry(Leak.PREFIX_SEARCH, "prefixes"),
            Map.entry(Leak.FOLDS_CASE, "unicode"),
            Map.entry(Leak.SERVES_ANY_CALLER, "foreign-session-id"),
            Map.entry(Leak.OPENS_ANY_ID, "chosen-session-id"),
            Map.entry(Leak.TELLS_FOREIGN_RECORDS, "absent-records"),
            Map.entry(Leak.TELLS_FOREIGN_SESSIONS, "absent-sessions"),
            Map.entry(Leak.COUNTS_IDS, "counting-ids"),
            Map.entry(Leak.SLOW_ON_FOREIGN, "time"),
            Map.entry(Leak.LIMITS_BEFORE_SCOPE, "noninterference"),
            Map.entry(Leak.EVALUATES_QUERIES, "injection"),
            Map.entry(Leak.TAKES_MIXED_BATCHES, "batch-over-sessions"),
            Map.entry(Leak.MIXES_UNDER_LOAD, "interleaved"),
            Map.entry(Leak.WIDENS_ON_ZERO_HITS, "zero-hits"),
            Map.entry(Leak.READS_WITHOUT_SCOPE, "read-without-scope"),
            Map.entry(Leak.GETS_BY_ID_ALONE, "get-by-foreign-id"),
            Map.entry(Leak.DELETES_BY_ID_ALONE, "delete-by-foreign-id"),
            Map.entry(Leak.EXPORTS_THE_USER, "export"),
            Map.entry(Leak.SERVES_EXPIRED, "expired"),
            Map.entry(Leak.EXPIRES_LATE, "expiry-race"),
            Map.entry(Leak.REVIVES_EXPIRED, "clock-back"),
            Map.entry(Leak.KEEPS_ERASED, "erased-is-gone"),
            Map.entry(Leak.ERASES_THE_USER, "neighbours-stay"),
            Map.entry(Leak.FINDS_DELETED, "deleted-stays-deleted"),
            Map.entry(Leak.LOSES_THE_CANCELLED, "cancelled")));

    private static Check check(String name) {
        return Conformance.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Finding finding(MemoryUnderTest memory, String check) throws InterruptedException {
        return Conformance.check(memory, check(check), EFFORT).finding();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void leak_isFoundByItsCheck(Leak leak) throws Exception {
        assertThat(finding(new LeakyMap(leak), FOUND_BY.get(leak))).isInstanceOf(Finding.Broken.class);
    }

    @Test
    void memoryWithoutALeak_isFoundBroken_byNoCheck() throws Exception {
        Report report = Conformance.check(new LeakyMap(Leak.NONE), EFFORT);
        assertThat(report.outcomes()).noneMatch(outcome -> outcome.finding() instanceof Finding.Broken);
        assertThat(FOUND_BY.values())
                .allSatisfy(name -> assertThat(report.outcomes())
                        .filteredOn(outcome -> outcome.check().name().equals(name))
                        .extracting(Report.Outcome::finding)
                        .hasOnlyElementsOfType(Finding.Kept.class));
    }

    @Test
    void noninterference_cutsALeakDown_toTheStepsThatShowIt() throws Exception {
        Finding finding = finding(new LeakyMap(Leak.WIDENS_ON_ZERO_HITS), "noninterference");
        assertThat(finding.detail())
                .contains("seed 7")
                .containsPattern("cut down to [12] steps")
                .contains("observer Search")
                .contains("became");
    }

    @Test
    void memoryThatForgetsEverything_keepsNothing() throws Exception {
        MemoryUnderTest forgetful = new LeakyMap(Leak.NONE) {
            @Override
            String keep(Owner owner, String words) {
                String id = super.keep(owner, words);
                texts.clear();
                return id;
            }
        };
        Report report = Conformance.check(forgetful, EFFORT);
        assertThat(report.outcomes()).noneMatch(outcome -> outcome.finding() instanceof Finding.Kept);
    }

    @Test
    void whatIsNotOffered_readsNotTested_andNothingElseOfItsRule() throws Exception {
        Report report = Conformance.check(new LeakyMap(Leak.NONE), EFFORT);
        assertThat(report.word(ContractRule.C11)).isEqualTo("not tested");
        assertThat(report.word(ContractRule.C17)).isEqualTo("kept, 3 of 5");
        assertThat(report.word(ContractRule.C10)).isEqualTo("kept");
        assertThat(Conformance.check(new LeakyMap(Leak.GETS_BY_ID_ALONE), EFFORT)
                        .word(ContractRule.C10))
                .isEqualTo("not kept");
    }

    @Test
    void everyRule_hasAnOwnCheck_andTheNameThatTheContractGivesIt() {
        assertThat(Conformance.checks()).extracting(Check::rule).contains(ContractRule.values());
        assertThat(Conformance.checks()).extracting(Check::name).doesNotHaveDuplicates();
        Stream.of(ContractRule.values())
                .forEach(rule -> assertThat(rule.title())
                        .isEqualTo(Rule.valueOf(rule.name()).title()));
        assertThat(FOUND_BY)
                .containsOnlyKeys(Arrays.stream(Leak.values())
                        .filter(leak -> leak != Leak.NONE)
                        .toArray(Leak[]::new));
    }

    /** The contract as a project would extend it. */
    private static final class OfAMap extends MemoryContract {
        private final Leak leak;
        private final boolean demanding;

        OfAMap(Leak leak, boolean demanding) {
            this.leak = leak;
            this.demanding = demanding;
        }

        @Override
        protected MemoryUnderTest open() {
            return new LeakyMap(leak);
        }

        @Override
        protected Effort effort() {
            return EFFORT;
        }

        @Override
        protected Optional<String> excuse(Check check) {
            return demanding ? Optional.empty() : super.excuse(check);
        }

        /** What the test of this check comes to. */
        Throwable run(String check) throws Exception {
            try (Stream<DynamicTest> tests = contract()) {
                DynamicTest test = tests.filter(one -> one.getDisplayName().contains(" " + check + ":"))
                        .findFirst()
                        .orElseThrow();
                return catchThrowable(() -> test.getExecutable().execute());
            }
        }
    }

    @Test
    void exampleOfTheDocumentation_keepsAllThatItOffers() throws Exception {
        try (MemoryUnderTest memory = new OwnMemoryExample().open()) {
            Report report = Conformance.check(memory, EFFORT);
            assertThat(report.outcomes()).noneMatch(outcome -> outcome.finding() instanceof Finding.Broken);
            assertThat(report.word(ContractRule.C9)).isEqualTo("kept");
            assertThat(report.outcomes())
                    .extracting(outcome -> outcome.finding().detail())
                    .noneMatch(detail -> detail.startsWith("it failed on the way"));
        }
    }

    @Test
    void contract_failsOnWhatIsBroken_andOnWhatMayNotBeUntested() throws Exception {
        assertThat(new OfAMap(Leak.NONE, true).run("zero-hits")).isNull();
        assertThat(new OfAMap(Leak.WIDENS_ON_ZERO_HITS, true).run("zero-hits"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("C9 zero-hits is not kept");
        assertThat(new OfAMap(Leak.NONE, true).run("transplant"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not tested, and must be");
        assertThat(new OfAMap(Leak.NONE, false).run("transplant"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("not tested: no stored records to alter");
    }
}
