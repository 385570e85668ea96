package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capsule.RunFolder;
import dev.cordon.core.CordonException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlFolderTest {
    private static final String RUN = "run_ABCDEFGHJKMNPQRSTVWXYZ0123456789ABCDEF0";

    @TempDir
    Path folder;

    @Test
    void controlSocket_liesBesideWhatTheCapsuleSees() {
        StateFolder state = new StateFolder(folder);
        RunFolder run = state.run(RUN);

        Path control = new LiveRun(state, RUN).control();

        assertThat(control.startsWith(run.sockets())).isFalse();
        assertThat(control.startsWith(run.path())).isFalse();
        assertThat(control.getParent()).isEqualTo(run.control());
    }

    @Test
    void twoRuns_shareNoFolderForTerminals() {
        StateFolder state = new StateFolder(folder);

        assertThat(state.run(RUN).control())
                .isNotEqualTo(state.run("run_ZZ" + RUN.substring(6)).control());
    }

    @Test
    void longestHomeThatIsTaken_hasRoomForTheSocket() {
        Path home = Path.of("/");
        int taken = 0;
        for (int length = 1; length < 120; length++) {
            home = Path.of("/" + "h".repeat(length));
            StateFolder state = new StateFolder(home);
            try {
                state.run(RUN);
                taken = new LiveRun(state, RUN).control().toString().getBytes(StandardCharsets.UTF_8).length;
            } catch (CordonException.Unavailable e) {
                break;
            }
        }
        StateFolder tooLong = new StateFolder(home);

        assertThat(taken).isEqualTo(107);
        assertThatThrownBy(() -> tooLong.run(RUN)).isInstanceOf(CordonException.Unavailable.class);
    }
}
