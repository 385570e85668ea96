package dev.cordon.tck.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All checks, and the way to hold a memory against them without JUnit. */
public final class Conformance {
    private Conformance() {}

    /** By rule. */
    public static List<Check> checks() {
        return Stream.of(
                        ScopeChecks.CHECKS,
                        AddressChecks.CHECKS,
                        Noninterference.CHECKS,
                        WriteChecks.CHECKS,
                        LoadChecks.CHECKS,
                        RetrievalChecks.CHECKS,
                        RecordChecks.CHECKS,
                        StorageChecks.CHECKS,
                        TimeChecks.CHECKS,
                        ErasureChecks.CHECKS,
                        DurabilityChecks.CHECKS)
                .flatMap(List::stream)
                .sorted(java.util.Comparator.comparing(Check::rule))
                .toList();
    }

    /** Makes every check, one after another. The memory stays its opener's. */
    public static Report check(MemoryUnderTest memory, Effort effort) throws InterruptedException {
        List<Report.Outcome> outcomes = new ArrayList<>();
        for (Check check : checks()) {
            outcomes.add(check(memory, check, effort));
        }
        return new Report(memory.name(), memory.version(), outcomes);
    }

    /** Makes one check. */
    public static Report.Outcome check(MemoryUnderTest memory, Check check, Effort effort) throws InterruptedException {
        long begin = System.nanoTime();
        Finding finding = check.on(new Lab(memory, effort));
        return new Report.Outcome(check, finding, (System.nanoTime() - begin) / 1_000_000);
    }
}
