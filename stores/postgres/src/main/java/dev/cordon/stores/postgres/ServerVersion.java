package dev.cordon.stores.postgres;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.util.Map;

/** A server's version, as {@code server_version_num} gives it: major × 10,000 + minor. */
record ServerVersion(int number) {
    /**
     * The first minor version of each major that has no known way past row-level security: CVE-2024-10976 (plans reused
     * under another role: 15.9, 16.5, 17.1), CVE-2025-8713 (statistics show what a policy hides: 15.14, 16.10, 17.6) and
     * CVE-2026-6473 (any role that runs SQL can write past its memory: 15.18, 16.14, 17.10, 18.4). See
     * https://www.postgresql.org/support/security/.
     */
    private static final Map<Integer, Integer> FIRST_SAFE = Map.of(15, 18, 16, 14, 17, 10, 18, 4);

    private static final int OLDEST = 15;

    int major() {
        return number / 10_000;
    }

    int minor() {
        return number % 10_000;
    }

    /** @throws CordonException.Refused if a way past row-level security is known for it */
    void requireSafe() {
        int least = FIRST_SAFE.getOrDefault(major(), 0);
        if (major() < OLDEST || minor() < least) {
            String mend = major() < OLDEST ? "use PostgreSQL 15 or newer" : "update it to " + major() + "." + least;
            throw new CordonException.Refused(Problem.of(
                    Rule.C13,
                    "server-outdated",
                    "The store was not opened",
                    "ways past row-level security are known for PostgreSQL " + major() + "." + minor(),
                    mend));
        }
    }
}
