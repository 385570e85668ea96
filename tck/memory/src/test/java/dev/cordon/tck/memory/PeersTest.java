package dev.cordon.tck.memory;

import org.junit.jupiter.api.Test;

class PeersTest {
    @Test
    void map() throws Exception {
        try (JoinedMap map = new JoinedMap()) {
            Conformance.check(map, Effort.USUAL).outcomes().forEach(System.out::println);
        }
    }
}
