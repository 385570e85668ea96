package dev.cordon.tck.memory;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
    @TempDir
    Path folder;

    @Test
    void peers() throws Exception {
        for (MemoryUnderTest memory :
                List.of(new JoinedMap(), SpringAiJdbc.in(folder), new LangChain4jChat(), new LangChain4jEmbeddings())) {
            try (memory) {
                System.out.println("== " + memory.name() + " " + memory.version());
                Conformance.check(memory, Effort.USUAL).outcomes().forEach(System.out::println);
            }
        }
    }
}
