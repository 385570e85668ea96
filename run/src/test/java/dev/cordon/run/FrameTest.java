package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capsule.TerminalSize;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameTest {
    @ParameterizedTest
    @EnumSource(Frame.Type.class)
    void everyTypeIsReadAsItWasWritten(Frame.Type type) throws IOException {
        Frame read = read(new Frame(type, new byte[] {1, 0, -1}).bytes()).orElseThrow();

        assertThat(read.type()).isEqualTo(type);
        assertThat(read.payload()).containsExactly(1, 0, -1);
    }

    /** Golden bytes: supervisors live on while the program is built anew. */
    @Test
    void bytesOnTheWireStay() {
        assertThat(Frame.attach(new TerminalSize(24, 80)).bytes())
                .containsExactly(1, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 24, 0, 0, 0, 80);
        assertThat(Frame.resize(new TerminalSize(2, 3)).bytes()).containsExactly(3, 0, 0, 0, 8, 0, 0, 0, 2, 0, 0, 0, 3);
        assertThat(Frame.exit(3).bytes()).containsExactly(9, 0, 0, 0, 4, 0, 0, 0, 3);
        assertThat(Frame.text(Frame.Type.REFUSED, "é").bytes()).containsExactly(4, 0, 0, 0, 2, 0xc3, 0xa9);
    }

    @Test
    void endBetweenFrames_isTheEnd() throws IOException {
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void endWithinAFrame_fails() {
        byte[] whole = new Frame(Frame.Type.DATA, new byte[10]).bytes();
        for (int cut = 1; cut < whole.length; cut++) {
            byte[] part = java.util.Arrays.copyOf(whole, cut);
            assertThatThrownBy(() -> read(part)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void unknownType_fails() {
        assertThatThrownBy(() -> read(new byte[] {0, 0, 0, 0, 0})).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(new byte[] {77, 0, 0, 0, 0})).isInstanceOf(IOException.class);
    }

    @Test
    void lengthPastTheBound_failsBeforeAnythingIsHeld() {
        assertThatThrownBy(() -> read(new byte[] {2, 0, 1, 0, 1})).hasMessageContaining("protocol");
        assertThatThrownBy(() -> read(new byte[] {2, -1, -1, -1, -1})).hasMessageContaining("protocol");
        assertThatThrownBy(() -> read(new byte[] {2, 127, -1, -1, -1})).hasMessageContaining("protocol");
    }

    @Test
    void numberThatAPeerLeftOut_isZero() {
        Frame frame = new Frame(Frame.Type.RESIZE, new byte[] {0, 0, 0, 9, 1});

        assertThat(frame.number(0)).isEqualTo(9);
        assertThat(frame.number(1)).isZero();
    }

    private static Optional<Frame> read(byte[] bytes) throws IOException {
        return Frame.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
