package dev.cordon.tck.capsule;

import java.util.List;

final class Artifacts {
    static final List<AttackCase> CASES = List.of();

    private Artifacts() {}
}
