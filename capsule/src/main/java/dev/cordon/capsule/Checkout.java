package dev.cordon.capsule;

import java.util.Locale;

/** How a capsule comes by its checkout. Whichever it is, the git directory inside is the capsule's own (C27). */
public enum Checkout {
    /** A layer over the base that all capsules of it share: milliseconds, and no disk but for what is written. */
    OVERLAY,
    /** A copy of the base: for file systems that can't be layered. Time and disk grow with the repository. */
    CLONE,
    /** As {@link #OVERLAY}, and the repository's own {@code git worktree list} shows it for as long as it stands. */
    WORKTREE;

    /** As people type it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For the capsules that a run makes besides its agent's: one entry a run is enough. */
    public Checkout unlisted() {
        return this == WORKTREE ? OVERLAY : this;
    }

    /** @throws IllegalArgumentException naming the kinds that there are */
    public static Checkout named(String word) {
        for (Checkout checkout : values()) {
            if (checkout.word().equals(word)) {
                return checkout;
            }
        }
        throw new IllegalArgumentException("a checkout is overlay, clone or worktree");
    }
}
