package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TailTest {
    private static final Duration NOW = Duration.ofMillis(1);

    @Test
    void textComesInOrder_andTheExitCodeLast() {
        Tail tail = new Tail();

        tail.add(Frame.Type.OUT, "xone".getBytes(), 1, 3);
        tail.add(Frame.Type.ERR, "two".getBytes(), 0, 3);
        tail.exit(3);

        assertThat(tail.get(0, NOW).orElseThrow().text()).isEqualTo("one");
        assertThat(tail.get(1, NOW).orElseThrow().type()).isEqualTo(Frame.Type.ERR);
        assertThat(tail.get(2, NOW).orElseThrow().number(0)).isEqualTo(3);
        assertThat(tail.get(3, NOW)).isEmpty();
    }

    @Test
    void longText_isCutIntoFrames() {
        Tail tail = new Tail();
        byte[] text = new byte[Frame.LONGEST * 2 + 5];
        new java.util.Random(2).nextBytes(text);

        tail.add(Frame.Type.OUT, text, 0, text.length);

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            all.writeBytes(tail.get(i, NOW).orElseThrow().payload());
        }
        assertThat(all.toByteArray()).isEqualTo(text);
    }

    @Test
    void pastTheBound_textIsDropped_andTheExitCodeIsNot() {
        Tail tail = new Tail();
        byte[] text = new byte[100_000];
        for (int i = 0; i < 30; i++) {
            tail.add(Frame.Type.OUT, text, 0, text.length);
        }
        tail.exit(1);

        long bytes = 0;
        int index = 0;
        Optional<Frame> frame = tail.get(index, NOW);
        while (frame.orElseThrow().type() != Frame.Type.EXIT) {
            bytes += frame.get().payload().length;
            frame = tail.get(++index, NOW);
        }
        assertThat(bytes).isEqualTo(1 << 20);
    }
}
