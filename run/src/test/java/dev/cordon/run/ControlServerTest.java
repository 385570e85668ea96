package dev.cordon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capsule.Pty;
import dev.cordon.capsule.TerminalSize;
import dev.cordon.core.CordonException;
import dev.cordon.run.ControlLink.Message;
import dev.cordon.testing.Await;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real program on a pty, served to links over a real socket. */
class ControlServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final TerminalSize SIZE = new TerminalSize(20, 60);

    @TempDir
    Path folder;

    private Path socket;
    private Pty pty;
    private ControlServer server;
    private Process agent;

    @BeforeEach
    void open() {
        socket = folder.resolve("control.sock");
        pty = Pty.open(TerminalSize.USUAL);
        server = new ControlServer("the-task");
        server.open(socket, new AgentTerminal(pty));
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        if (agent != null) {
            agent.destroyForcibly().waitFor();
        }
        pty.close();
    }

    @Test
    void attachedTerminal_givesItsSizeAndKeys_andGetsTheScreen() throws Exception {
        start("read x; stty size; echo got-$x; sleep 60");

        try (ControlLink link = ControlLink.attach(socket, SIZE)) {
            assertThat(link.task()).isEqualTo("the-task");
            assertThat(server.awaitFirst(PATIENCE)).isTrue();
            Await.until(PATIENCE, () -> sizeIs("20 60"), "the size");
            type(link, "key\n");

            assertThat(until(link, "got-key")).contains("20 60");
        }
    }

    @Test
    void resizeReachesTheAgent() throws Exception {
        start("trap 'stty size' WINCH; echo up; while :; do sleep 0.02; done");
        try (ControlLink link = ControlLink.attach(socket, SIZE)) {
            until(link, "up");

            link.resize(new TerminalSize(41, 43));

            until(link, "41 43");
        }
    }

    @Test
    void detaching_leavesTheAgent_andAttachingReplaysAndGoesOn() throws Exception {
        start("echo before; read x; echo after-$x; sleep 60");
        try (ControlLink link = ControlLink.attach(socket, SIZE)) {
            until(link, "before");
        }

        assertThat(agent.isAlive()).isTrue();
        try (ControlLink link = attachWhenFree()) {
            until(link, "before");
            type(link, "back\n");
            until(link, "after-back");
        }
    }

    @Test
    void secondTerminal_isRefusedWithTheMend_andTheFirstStays() throws Exception {
        start("cat");
        try (ControlLink first = ControlLink.attach(socket, SIZE)) {
            assertThatThrownBy(() -> ControlLink.attach(socket, SIZE))
                    .isInstanceOfSatisfying(
                            CordonException.Conflict.class,
                            e -> assertThat(e.problem().mend()).contains("Ctrl-P Ctrl-Q"));

            type(first, "still\n");
            until(first, "still");
        }
    }

    @Test
    void otherVersion_isRefused() throws Exception {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 12, 0, 0, 0, 99, 0, 0, 0, 24, 0, 0, 0, 80}));

            ByteBuffer answer = ByteBuffer.allocate(5);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {}
            assertThat(answer.get(0)).isEqualTo((byte) 4);
        }
    }

    @Test
    void garbageAndSilence_disturbNobody() throws Exception {
        start("cat");
        try (SocketChannel silent = connect();
                SocketChannel garbage = connect()) {
            garbage.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
            try (ControlLink link = ControlLink.attach(socket, SIZE)) {
                type(link, "works\n");
                until(link, "works");
            }
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void brokenFrameOfAnAttachedTerminal_endsItsConnectionOnly() throws Exception {
        start("cat");
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap(Frame.attach(SIZE).bytes()));
            assertThat(server.awaitFirst(PATIENCE)).isTrue();
            channel.write(ByteBuffer.wrap(new byte[] {2, 127, 0, 0, 0}));
        }

        try (ControlLink link = attachWhenFree()) {
            type(link, "alive\n");
            until(link, "alive");
        }
    }

    @Test
    void floodWithATerminalThatNeverReads_neverHoldsTheAgent() throws Exception {
        try (ControlLink _ = ControlLink.attach(socket, SIZE)) {
            Process flood = start("head -c 10000000 /dev/zero | tr '\\0' x");

            assertThat(flood.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void textAfterTheAgent_comesAfterItsScreen_andTheExitCodeLast() throws Exception {
        start("printf screen");
        agent.waitFor();
        pump.join();
        server.ended();
        byte[] line = "[persist] done\n".getBytes(StandardCharsets.UTF_8);
        server.text(false, line, 0, line.length);
        try (ControlLink link = ControlLink.attach(socket, SIZE)) {
            server.finish(3, PATIENCE);

            List<String> kinds = new ArrayList<>();
            for (Optional<Message> m = link.next(); m.isPresent(); m = link.next()) {
                kinds.add(m.get().getClass().getSimpleName());
            }
            assertThat(kinds).containsExactly("Output", "AgentEnded", "Text", "Exit");
        }
    }

    @Test
    void finishWithoutATerminal_returnsAtOnce() {
        long begin = System.nanoTime();

        server.finish(0, Duration.ofSeconds(60));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void nobodyAttaches_isSaid() {
        assertThat(server.awaitFirst(Duration.ofMillis(10))).isFalse();
    }

    @Test
    void socketThatIsNotThere_isAClearError() {
        assertThatThrownBy(() -> ControlLink.attach(folder.resolve("none.sock"), SIZE))
                .isInstanceOfSatisfying(
                        CordonException.Unavailable.class,
                        e -> assertThat(e.problem().code()).isEqualTo("run-not-attachable"));
    }

    @Test
    void folderThatIsNotThere_isAClearError() {
        try (ControlServer other = new ControlServer("t")) {
            assertThatThrownBy(() -> other.open(folder.resolve("no/such.sock"), new AgentTerminal(pty)))
                    .isInstanceOf(CordonException.Unavailable.class);
        }
    }

    private Thread pump = new Thread();

    private Process start(String script) throws Exception {
        Process started = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec setsid -c -w sh -c \"$1\" <>\"$2\" >&0 2>&0",
                        "x",
                        script,
                        pty.device().toString())
                .start();
        agent = started;
        pump = Thread.ofPlatform().daemon().start(this::pump);
        return started;
    }

    private void pump() {
        byte[] buffer = new byte[4096];
        try {
            for (int n = pty.read(buffer); n >= 0; n = pty.read(buffer)) {
                server.output(buffer, n);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private boolean sizeIs(String size) {
        return dev.cordon.testing.Programs.run(
                        "stty", "size", "-F", pty.device().toString())
                .out()
                .strip()
                .equals(size);
    }

    private SocketChannel connect() throws java.io.IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
    }

    /** The server sees a moment later that a terminal went. */
    private ControlLink attachWhenFree() throws Exception {
        List<ControlLink> got = new ArrayList<>();
        Await.until(
                PATIENCE,
                () -> {
                    try {
                        return got.add(ControlLink.attach(socket, SIZE));
                    } catch (CordonException.Conflict e) {
                        return false;
                    }
                },
                "a free place");
        return got.getFirst();
    }

    private static void type(ControlLink link, String text) throws java.io.IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        link.type(bytes, bytes.length);
    }

    private static String until(ControlLink link, String text) {
        StringBuilder seen = new StringBuilder();
        while (!seen.toString().contains(text)) {
            Message message = link.next().orElseThrow(() -> new AssertionError("ended after " + seen));
            if (message instanceof Message.Output(byte[] bytes)) {
                seen.append(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return seen.toString();
    }
}
