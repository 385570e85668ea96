package dev.cordon.memory;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;

/** The one answer to foreign, expired, forgotten and never-existing items (C3, C10). */
final class Absent {
    private Absent() {}

    static CordonException.NotFound item() {
        return new CordonException.NotFound(Problem.of(
                Rule.C10,
                "record-not-found",
                "There is no such record",
                "this session has none of this id",
                "check the id"));
    }
}
