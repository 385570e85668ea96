package dev.cordon.memory;

import java.util.Objects;

/** A wish to remember a text. It names no scope and no writer (C4, C8); the write policy decides what becomes of it. */
public record Remember(MemoryKind kind, String text) {
    public Remember {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(text);
    }

    public static Remember working(String text) {
        return new Remember(MemoryKind.WORKING, text);
    }

    public static Remember scratch(String text) {
        return new Remember(MemoryKind.SCRATCH, text);
    }
}
