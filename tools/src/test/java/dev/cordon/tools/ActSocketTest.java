package dev.cordon.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Lane;
import dev.cordon.core.Lane.ApprovalNeed;
import dev.cordon.core.Problem;
import dev.cordon.core.ToolSpec;
import dev.cordon.core.ToolSpec.ArgumentType;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile program can send to the run's socket, and what comes of it. */
class ActSocketTest {
    private static final ToolSpec PUSH = new ToolSpec(
            "push",
            List.of("git", "push", "{branch}"),
            Map.of("branch", ArgumentType.STRING),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty());

    @TempDir
    Path folder;

    private final List<Problem> refusals = new CopyOnWriteArrayList<>();
    private ToolGate gate;
    private ActSocket socket;

    @BeforeEach
    void open() {
        Lane lane =
                new Lane("fix", List.of("read"), List.of("edit"), List.of("push"), ApprovalNeed.REQUIRED, List.of());
        gate = new ToolGate(lane, Map.of("push", PUSH, "hidden", PUSH));
        socket = ActSocket.open(folder.resolve("act.sock"), gate, request -> {}, refusals::add);
    }

    @AfterEach
    void close() {
        socket.close();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(folder.resolve("act.sock")));
        return channel;
    }

    private String send(byte[] bytes) throws IOException {
        try (SocketChannel channel = connect()) {
            try {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.shutdownOutput();
            } catch (IOException e) {
                // The boundary hung up in the middle of what it won't read.
            }
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "hung up";
        }
    }

    private String ask(String... words) throws IOException {
        return send((String.join("\0", words) + "\0\0").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void list_namesTheLanesToolsAndNoOthers() throws Exception {
        assertThat(ask("--list"))
                .startsWith("0\n")
                .contains("push  external  branch=…", "read  read", "edit  write")
                .doesNotContain("hidden");
    }

    @Test
    void externalTool_isParked() throws Exception {
        assertThat(ask("push", "branch=main")).startsWith("3\n");
        assertThat(gate.requests())
                .singleElement()
                .satisfies(r -> assertThat(r.call().command()).containsExactly("git", "push", "main"));
    }

    @Test
    void standardInput_belongsToTheAction() throws Exception {
        send("push\0branch=main\0\0the body".getBytes(StandardCharsets.UTF_8));
        assertThat(gate.requests().getFirst().input()).isEqualTo("the body");
    }

    @Test
    void toolOutsideTheLane_isRefusedInTheSameWordsWhetherItExistsOrNot() throws Exception {
        assertThat(ask("hidden", "branch=x"))
                .isEqualTo(ask("never-was", "branch=x"))
                .startsWith("2\n")
                .contains("C24");
        assertThat(refusals).hasSize(2);
        assertThat(gate.requests()).isEmpty();
    }

    @Test
    void toolOfTheCheckout_isNoAction() throws Exception {
        assertThat(ask("edit")).startsWith("2\n").contains("directly");
    }

    @Test
    void garbage_isAnsweredAndChangesNothing() throws Exception {
        assertThat(send(new byte[0])).startsWith("2\n");
        assertThat(send(new byte[] {0, 0, 0})).startsWith("2\n");
        assertThat(send("push\0=x\0\0".getBytes(StandardCharsets.UTF_8))).startsWith("2\n");
        assertThat(send("push\0branch=a\0branch=b\0\0".getBytes(StandardCharsets.UTF_8)))
                .startsWith("2\n");
        assertThat(send(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 0})).startsWith("2\n");
        assertThat(gate.requests()).isEmpty();
    }

    @Test
    void endlessRequest_isCutOff() throws Exception {
        byte[] endless = new byte[8 << 20];
        java.util.Arrays.fill(endless, (byte) 'x');
        String answer = send(endless);
        assertThat(answer.equals("hung up") || answer.contains("C34"))
                .as(answer)
                .isTrue();
        assertThat(ask("--list")).startsWith("0\n");
    }

    @Test
    void moreRequestsThanAPersonReads_areRefused() throws Exception {
        for (int i = 0; i < ToolGate.MOST_REQUESTS; i++) {
            assertThat(ask("push", "branch=b" + i)).startsWith("3\n");
        }
        assertThat(ask("push", "branch=more")).startsWith("2\n").contains("C34");
        assertThat(gate.requests()).hasSize(ToolGate.MOST_REQUESTS);
    }

    @Test
    void connectionsThatSayNothing_blockNobodyForGood() throws Exception {
        List<SocketChannel> silent = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            silent.add(connect());
        }
        assertThat(ask("--list")).startsWith("0\n");
        for (SocketChannel channel : silent) {
            channel.close();
        }
        assertThat(ask("--list")).startsWith("0\n");
    }
}
