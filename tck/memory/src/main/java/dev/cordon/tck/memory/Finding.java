package dev.cordon.tck.memory;

/** What a check found. "Not tested" is an answer of its own and never a good one (C33). */
public sealed interface Finding {
    /** The attempt was made where it could have been seen to succeed, and nothing crossed. */
    record Kept(String evidence) implements Finding {}

    /** Something crossed, or was lost. */
    record Broken(String what) implements Finding {}

    /** The attempt could not be made, or could not have been seen. */
    record NotTested(String why) implements Finding {}

    /** As reports write it. */
    default String word() {
        return switch (this) {
            case Kept _ -> "kept";
            case Broken _ -> "NOT KEPT";
            case NotTested _ -> "not tested";
        };
    }

    default String detail() {
        return switch (this) {
            case Kept(String evidence) -> evidence;
            case Broken(String what) -> what;
            case NotTested(String why) -> why;
        };
    }
}
