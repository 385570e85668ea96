package dev.cordon.testing;

import java.util.Optional;

/**
 * An environment variable by which a test's processes are known even when they left its process tree: inherited from
 * the build where it sets one, else this JVM's own, which {@link Programs} hands on.
 */
public final class TestMark {
    /** The variable's name. */
    public static final String NAME = "CORDON_TEST_MARK";

    private TestMark() {}

    /** The variable's value for this JVM. */
    public static String value() {
        return Optional.ofNullable(System.getenv(NAME))
                .orElseGet(() -> "jvm-" + ProcessHandle.current().pid());
    }

    /** Whether an environment, as proc_pid_environ(5) shows it, carries this JVM's mark. */
    static boolean in(String environ) {
        return ("\0" + environ + "\0").contains("\0" + NAME + "=" + value() + "\0");
    }
}
