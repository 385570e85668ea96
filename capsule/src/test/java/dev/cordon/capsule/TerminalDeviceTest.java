package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.testing.Programs;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalDeviceTest {
    private Pty pty;
    private int descriptor;
    private TerminalDevice device;

    @BeforeEach
    void open() throws IOException {
        pty = Pty.open(new TerminalSize(40, 120));
        descriptor = Descriptors.open(pty.device());
        device = new TerminalDevice(descriptor);
    }

    @AfterEach
    void close() {
        Libc.close(descriptor);
        pty.close();
    }

    @Test
    void sizeIsTheTerminals() throws IOException {
        assertThat(device.size()).contains(new TerminalSize(40, 120));

        pty.resize(new TerminalSize(10, 20));

        assertThat(device.size()).contains(new TerminalSize(10, 20));
    }

    @Test
    void rawModeIsGivenBack_onceAndWhole() throws IOException {
        String before = settings();

        TerminalDevice.RawMode raw = device.raw();
        String during = settings();
        raw.close();
        raw.close();

        assertThat(during).contains("-icanon", "-isig", "-echo").isNotEqualTo(before);
        assertThat(settings()).isEqualTo(before);
    }

    @Test
    void rawModeIsGivenBack_onAnException() throws IOException {
        String before = settings();

        assertThatThrownBy(() -> {
                    try (TerminalDevice.RawMode _ = device.raw()) {
                        throw new IllegalStateException("agent trouble");
                    }
                })
                .hasMessage("agent trouble");

        assertThat(settings()).isEqualTo(before);
    }

    @Test
    void inputThatNobodyRead_isDroppedWithRawMode() throws IOException {
        try (TerminalDevice.RawMode _ = device.raw()) {
            type("yrm -rf /\n");
            // What is typed reaches a terminal some moments later; with its first byte all of it is there.
            assertThat(device.read(new byte[1], 1000)).isEqualTo(1);
        }

        assertThat(device.read(new byte[100], 50)).isZero();
    }

    @Test
    void readAnswersWhatIsTyped_andNothingAfterItsTime() throws IOException {
        try (TerminalDevice.RawMode _ = device.raw()) {
            byte[] buffer = new byte[100];
            assertThat(device.read(buffer, 10)).isZero();

            type("\003q");

            assertThat(device.read(buffer, 1000)).isEqualTo(2);
            assertThat(buffer).startsWith(3, 'q');
        }
    }

    @Test
    void terminalThatIsGone_ends() throws IOException {
        try (TerminalDevice.RawMode _ = device.raw()) {
            pty.close();

            assertThat(device.read(new byte[8], 1000)).isEqualTo(-1);
        }
    }

    @Test
    void descriptorWithoutTerminal_hasNoSizeAndNoRawMode() throws IOException {
        int file = Descriptors.open(Path.of("/dev/null"));
        try {
            assertThat(new TerminalDevice(file).size()).isEmpty();
            assertThatThrownBy(() -> new TerminalDevice(file).raw()).isInstanceOf(IOException.class);
        } finally {
            Libc.close(file);
        }
    }

    private void type(String text) throws IOException {
        pty.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), text.length(), () -> true);
    }

    private String settings() {
        return Programs.run("stty", "-a", "-F", pty.device().toString())
                .orFail()
                .out();
    }
}
