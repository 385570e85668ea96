package dev.cordon.tck.memory;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * Every check as a test. A project's test extends this and opens its memory: what is broken fails, what could not be
 * tested is reported as skipped with its reason, or fails where {@link #excuse} doesn't take it.
 */
public abstract class MemoryContract {
    /** Opens the memory under test; the kit closes it. */
    protected abstract MemoryUnderTest open() throws Exception;

    protected Effort effort() {
        return Effort.USUAL;
    }

    /** Why this check may stay untested; nothing where it must not. */
    protected Optional<String> excuse(Check check) {
        return Optional.of("not demanded of this memory");
    }

    /** Called with what each check came to, for reports of one's own. */
    protected void told(MemoryUnderTest memory, Report.Outcome outcome) {}

    @TestFactory
    final Stream<DynamicTest> contract() throws Exception {
        MemoryUnderTest memory = open();
        return Conformance.checks().stream()
                .map(check -> dynamicTest(check + ": " + check.question(), () -> hold(memory, check)))
                .onClose(memory::close);
    }

    private void hold(MemoryUnderTest memory, Check check) throws InterruptedException {
        Report.Outcome outcome = Conformance.check(memory, check, effort());
        told(memory, outcome);
        switch (outcome.finding()) {
            case Finding.Kept _ -> {}
            case Finding.Broken(String what) -> Assertions.fail(check + " is not kept: " + what);
            case Finding.NotTested(String why) -> {
                String excuse = excuse(check)
                        .orElseThrow(() -> new AssertionError(check + " is not tested, and must be: " + why));
                throw new TestAbortedException("not tested: " + why + " (" + excuse + ")");
            }
        }
    }
}
