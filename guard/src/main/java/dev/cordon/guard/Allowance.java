package dev.cordon.guard;

/** So much and no more, over all files of one patch: what inflates must not take time without end (C34). One thread. */
final class Allowance {
    private long left;

    Allowance(long most) {
        this.left = most;
    }

    /** Whether so much was left; once it was not, nothing is. */
    boolean take(long amount) {
        left = amount > left ? -1 : left - amount;
        return left >= 0;
    }
}
