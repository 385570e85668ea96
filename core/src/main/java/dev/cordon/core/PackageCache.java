package dev.cordon.core;

import java.util.Locale;

/** A package manager whose downloads a lane can offer to its capsules. */
public enum PackageCache {
    /** A local repository, as {@code ~/.m2/repository} is one. */
    MAVEN,
    /** A cache of npm's own, as {@code ~/.npm} is one. */
    NPM,
    /** A folder of wheels, as {@code pip download} and {@code pip wheel} fill one. */
    PIP;

    /** As people write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
