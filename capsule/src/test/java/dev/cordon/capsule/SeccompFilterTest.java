package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capsule.Libseccomp.Architecture;
import dev.cordon.core.CordonException;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exported programs, asked call by call on a filter machine of the test's own. */
class SeccompFilterTest {
    private static final int I386 = 0x40000003;
    private static final int ARM = 0x40000028;

    @TempDir
    Path folder;

    private static List<Long> six(SyscallCase one) {
        return LongStream.range(0, 6).mapToObj(i -> one.argument((int) i)).toList();
    }

    private static List<String> wrong(Architecture architecture, List<SyscallCase> cases) throws IOException {
        return wrong(SeccompFilter.programFor(architecture), architecture, cases);
    }

    private static List<String> wrong(byte[] program, Architecture architecture, List<SyscallCase> cases)
            throws IOException {
        FilterMachine machine = new FilterMachine(program);
        SyscallNumbers numbers = SyscallNumbers.read();
        List<String> wrong = new ArrayList<>();
        for (SyscallCase one : cases) {
            numbers.of(one.call(), architecture).ifPresent(number -> {
                int expected = one.errno() == 0 ? FilterMachine.ALLOW : FilterMachine.ERRNO | one.errno();
                int answer = machine.answer(architecture.token(), number, six(one));
                if (answer != expected) {
                    wrong.add(one.label() + " " + Integer.toHexString(answer));
                }
            });
        }
        return wrong;
    }

    @ParameterizedTest
    @EnumSource
    void everyRefusedCall_isRefused_onBothArchitectures(Architecture architecture) throws IOException {
        assertThat(wrong(architecture, SyscallCase.refused())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyAllowedCall_passes_onBothArchitectures(Architecture architecture) throws IOException {
        assertThat(wrong(architecture, SyscallCase.allowed())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyNumberOfAnotherAbi_isRefused(Architecture architecture) {
        FilterMachine machine = new FilterMachine(SeccompFilter.programFor(architecture));
        int refused = FilterMachine.ERRNO | 1;
        List<Long> none = List.of(0L, 0L, 0L, 0L, 0L, 0L);
        for (long number = 0; number < 600; number++) {
            assertThat(machine.answer(I386, number, none)).isEqualTo(refused);
            assertThat(machine.answer(ARM, number, none)).isEqualTo(refused);
            if (architecture == Architecture.X86_64) {
                assertThat(machine.answer(architecture.token(), number | 0x4000_0000L, none))
                        .isEqualTo(refused);
            }
        }
    }

    @Test
    void everyCallOfTheTable_isTried() {
        List<String> tried =
                SyscallCase.refused().stream().map(SyscallCase::call).distinct().toList();
        // These have no number on either architecture, or are obsolete names of others.
        List<String> elsewhere = List.of("umount", "stime", "vm86", "vm86old", "vhangup");
        assertThat(SyscallRules.all().stream().map(SyscallRule::name).distinct())
                .allMatch(name -> tried.contains(name) || elsewhere.contains(name));
    }

    /** Taken out one by one, so that no rule stands untested. */
    @Test
    void withoutAnyOneRule_someCallPasses() throws IOException {
        List<SyscallRule> rules = SyscallRules.all();
        Libseccomp library = Libseccomp.load().orElseThrow();
        List<SyscallCase> cases = new ArrayList<>(SyscallCase.refused());
        // It would hang up the terminal of whoever runs this test, so no kernel is asked.
        cases.add(new SyscallCase("vhangup", "vhangup", SyscallRule.EPERM, List.of()));
        SyscallNumbers numbers = SyscallNumbers.read();
        List<SyscallRule> untested = new ArrayList<>();
        for (SyscallRule rule : rules) {
            List<SyscallRule> others = new ArrayList<>(rules);
            others.remove(rule);
            byte[] program = library.program(Architecture.X86_64, others);
            if (numbers.of(rule.name(), Architecture.X86_64).isPresent()
                    && wrong(program, Architecture.X86_64, cases).isEmpty()) {
                untested.add(rule);
            }
        }
        assertThat(untested).isEmpty();
    }

    @Test
    void program_isSmallEnoughForTheKernel() {
        for (Architecture architecture : Architecture.values()) {
            assertThat(new FilterMachine(SeccompFilter.programFor(architecture)).instructions())
                    .isBetween(100, 4096);
        }
    }

    @Test
    void fileThatWasChanged_isReplaced() throws IOException {
        Path file = SeccompFilter.fileIn(folder);
        byte[] program = Files.readAllBytes(file);
        Files.write(file, new byte[8]);

        assertThat(SeccompFilter.fileIn(folder)).isEqualTo(file).hasBinaryContent(program);
        assertThat(folder.toFile().list()).containsExactly("seccomp.bpf");
    }

    @Test
    void ruleThatTheLibraryDoesNotKnow_isARefusal_notAGap() {
        Libseccomp library = Libseccomp.load().orElseThrow();
        assertThatThrownBy(() -> library.program(Architecture.X86_64, List.of(SyscallRule.always("no_such_call"))))
                .isInstanceOfSatisfying(CordonException.Refused.class, e -> {
                    assertThat(e.problem().rule()).isEqualTo(Rule.C29);
                    assertThat(e.problem().mend()).contains("libseccomp2");
                });
    }
}
