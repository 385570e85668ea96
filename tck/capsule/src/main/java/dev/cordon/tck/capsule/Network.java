package dev.cordon.tck.capsule;

import java.util.List;

final class Network {
    static final List<AttackCase> CASES = List.of();

    private Network() {}
}
