package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capsule.Folders.Size;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletedFilesTest {
    private static final String HOLD = """
            import os, sys
            f = os.open('deleted', os.O_CREAT | os.O_WRONLY)
            os.write(f, bytes(1 << 20))
            os.unlink('deleted')
            for i in range(900): os.dup(f) if i % 2 else os.open('/dev/null', os.O_RDONLY)
            print('held', flush=True)
            sys.stdin.read()
            """;

    @TempDir
    Path folder;

    @Test
    void aDeletedFile_countsOnce_howeverManyDescriptorsHoldIt() throws Exception {
        Process holder = holder();
        try (DeletedFiles deleted = new DeletedFiles(holder.pid())) {
            while (!deleted.search(1_000_000)) {
                assertThat(deleted.found()).isEqualTo(Size.NOTHING);
            }
            assertThat(deleted.found()).isEqualTo(new Size(1 << 20, 1));
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    /** Otherwise a capsule with a million descriptors would take a core from its neighbours (C34). */
    @Test
    void aSearch_takesNoLongerThanItMay_andGoesOnWhereItWas() throws Exception {
        Process holder = holder();
        try (DeletedFiles deleted = new DeletedFiles(holder.pid())) {
            int calls = 1;
            while (!deleted.search(0)) {
                calls++;
            }
            assertThat(calls).isGreaterThan(900);
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatIsGone_holdsNothing() throws Exception {
        Process holder = holder();
        holder.destroyForcibly().waitFor();
        try (DeletedFiles deleted = new DeletedFiles(holder.pid())) {
            assertThat(deleted.search(Long.MAX_VALUE / 2)).isTrue();
            assertThat(deleted.found()).isEqualTo(Size.NOTHING);
        }
    }

    private Process holder() throws Exception {
        Process holder = new ProcessBuilder(List.of("python3", "-c", HOLD))
                .directory(folder.toFile())
                .start();
        BufferedReader said = holder.inputReader();
        assertThat(said.readLine()).isEqualTo("held");
        return holder;
    }
}
