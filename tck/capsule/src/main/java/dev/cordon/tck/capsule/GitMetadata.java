package dev.cordon.tck.capsule;

import java.util.List;

final class GitMetadata {
    static final List<AttackCase> CASES = List.of();

    private GitMetadata() {}
}
