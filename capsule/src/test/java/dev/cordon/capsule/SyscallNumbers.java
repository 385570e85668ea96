package dev.cordon.capsule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** The numbers of system calls, from the kernel's own headers and not from the library that is tested. */
final class SyscallNumbers {
    private final Map<String, String[]> rows = new HashMap<>();

    private SyscallNumbers() {}

    static SyscallNumbers read() throws IOException {
        SyscallNumbers numbers = new SyscallNumbers();
        try (InputStream file = Objects.requireNonNull(SyscallNumbers.class.getResourceAsStream("syscalls.csv"))) {
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(",", -1))
                    .forEach(row -> numbers.rows.put(row[0], row));
        }
        return numbers;
    }

    /** Empty where the architecture has no such call. */
    OptionalLong of(String name, Libseccomp.Architecture architecture) {
        String[] row = rows.get(name);
        if (row == null) {
            return OptionalLong.empty();
        }
        String number = row[architecture == Libseccomp.Architecture.X86_64 ? 1 : 2];
        return number.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(number));
    }
}
