package dev.cordon.tck.capsule;

/** What became of one attack. "Not tested" is an answer of its own and never a good one (C33). */
public sealed interface Verdict {
    /** The attack was made, and nothing crossed. */
    record Held() implements Verdict {}

    /** Something crossed, or a boundary was touched and did not say so. */
    record Crossed(String what) implements Verdict {}

    /** The attack could not be made, or could not have been seen. */
    record Untested(String why) implements Verdict {}

    /** As reports write it: {@code held}, {@code CROSSED} or {@code untested}. */
    default String word() {
        return switch (this) {
            case Held _ -> "held";
            case Crossed _ -> "CROSSED";
            case Untested _ -> "untested";
        };
    }

    /** Why it is not held; empty when it is. */
    default String detail() {
        return switch (this) {
            case Held _ -> "";
            case Crossed(String what) -> what;
            case Untested(String why) -> why;
        };
    }
}
