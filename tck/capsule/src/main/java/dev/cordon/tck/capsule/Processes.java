package dev.cordon.tck.capsule;

import java.util.List;

final class Processes {
    static final List<AttackCase> CASES = List.of();

    private Processes() {}
}
