package dev.cordon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A small scale run: killed agents and supervisors, collection all the while, and nothing lost or left (C18, C30). */
class ScaleRunTest {
    /** Fates of every kind, and supervisors that die long before their agents are done. */
    private static final long SEED = 8;

    private Path folder;

    /** Not JUnit's: a short path, because sockets lie below it. */
    @BeforeEach
    void folder() throws Exception {
        folder = Files.createTempDirectory("cordon-scale");
    }

    @AfterEach
    void delete() {
        Folders.delete(folder);
    }

    @Test
    void killedAtRandom_nothingIsLost_nothingIsLeft_andNobodyElseIsDisturbed() throws Exception {
        ScaleRun.Result result = ScaleRun.run(folder, 20, 4, SEED);

        assertThat(result.report().faults()).isEmpty();
        assertThat(result.failedCollections()).isEmpty();
        assertThat(result.collections()).isPositive();
        assertThat(result.left().processes()).isEmpty();
        assertThat(result.left().mounts()).isEmpty();
        assertThat(result.left().groups()).isEmpty();
        assertThat(result.left().folders()).isEmpty();
        assertThat(result.report().snapshots())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(result.listed()).contains("\"" + name + "\""));
        assertThat(result.good()).isTrue();
    }
}
