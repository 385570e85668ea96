package dev.cordon.core;

/** Where untrusted content came from; what it has touched keeps the mark for good (C7, C25). Stored by name. */
public enum Taint {
    REPOSITORY,
    WEB,
    TOOL,
    /** A file that this home did not write. */
    IMPORTED
}
