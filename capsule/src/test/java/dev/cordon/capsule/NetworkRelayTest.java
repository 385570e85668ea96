package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Relay;
import dev.cordon.testing.Await;
import dev.cordon.testing.GitRepo;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The way out: one port inside, one socket outside, and nothing of the relay in between (C27). */
@ParameterizedClass
@EnumSource(SandboxLevel.class)
class NetworkRelayTest {
    private static final int PORT = 7373;

    @Parameter
    SandboxLevel level;

    @TempDir
    Path temp;

    private Workbench bench;

    @BeforeEach
    void openBench() {
        GitRepo repo = GitRepo.init(temp.resolve("repo")).write("file", "content");
        repo.commit("first");
        bench = Workbench.around(temp, repo, level);
    }

    @AfterEach
    void closeBench() {
        bench.close();
    }

    @Test
    void connectionInside_arrivesAtTheSocketOutside() throws Exception {
        try (ServerSocketChannel server = listening()) {
            Thread answering = Thread.ofVirtual().start(() -> echo(server));
            String said = outputOf(relayed(), "echo hello | socat -t5 - TCP:127.0.0.1:" + PORT);
            assertThat(said).isEqualTo("heard: hello\n");
            answering.join();
        }
    }

    @Test
    void relay_countsAgainstTheCapsulesLimits() throws Exception {
        try (ServerSocketChannel _ = listening();
                Workbench.Started started = bench.start(
                        "sleep 1000",
                        bench.spec(Limits.NONE_REQUESTED, Map.of()).withRelay(relayed()))) {
            for (String group : groups()) {
                Await.until(
                        Duration.ofSeconds(20),
                        () -> Files.readAllLines(Path.of(group, "cgroup.procs")).stream()
                                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                                .anyMatch(NetworkRelayTest::isRelay),
                        "the relay in " + group);
            }
        }
    }

    private List<String> groups() {
        return bench.journal.entries().stream()
                .filter(entry -> entry.step() == Journal.Step.CAPSULE)
                .flatMap(entry -> entry.fact("groups").lines())
                .toList();
    }

    @Test
    void relay_isNoProcessThatTheProgramSees() throws Exception {
        try (ServerSocketChannel _ = listening()) {
            String names = outputOf(relayed(), "cat /proc/[0-9]*/comm");
            assertThat(names).doesNotContain("socat").doesNotContain("nsenter");
        }
    }

    @Test
    void nothingElseListensAndNothingElseIsReached() throws Exception {
        try (ServerSocketChannel _ = listening()) {
            String said = outputOf(
                    relayed(),
                    "grep -c ' 0A ' /proc/net/tcp; socat -u OPEN:/dev/null TCP:192.0.2.1:80 2>&1 | grep -o unreachable; cat /proc/net/route | wc -l");
            assertThat(said).isEqualTo("1\nunreachable\n1\n");
        }
    }

    @Test
    void withoutRelay_nothingListens() throws Exception {
        assertThat(outputOf(null, "grep -c ' 0A ' /proc/net/tcp; true")).isEqualTo("0\n");
    }

    /** Whoever kills it cuts the program off, and no more: the run goes on to its end, and nothing stays. */
    @Test
    void relayKilled_theProgramGoesOnWithoutItsWay() throws Exception {
        try (ServerSocketChannel server = listening()) {
            Thread killer = Thread.ofVirtual().start(() -> killRelayOf(server));
            String said = outputOf(
                    relayed(),
                    "while echo x | socat -u - TCP:127.0.0.1:" + PORT
                            + " 2>/dev/null; do sleep 0.01; done; echo alone");
            assertThat(said).isEqualTo("alone\n");
            killer.join();
        }
    }

    /** Once a first connection has come: before, there would be no program to go on. */
    private static void killRelayOf(ServerSocketChannel server) {
        try (SocketChannel _ = server.accept()) {
            awaitAndKill();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitAndKill() throws Exception {
        Await.until(
                Duration.ofSeconds(20),
                () -> ProcessHandle.current()
                                .descendants()
                                .filter(NetworkRelayTest::isRelay)
                                .map(ProcessHandle::destroyForcibly)
                                .count()
                        > 0,
                "a relay to kill");
    }

    private static boolean isRelay(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.matches("[^ ]*socat .*") && line.contains("TCP-LISTEN:" + PORT))
                .isPresent();
    }

    @Test
    void relayThatCannotListen_startsNoProgram() {
        Relay impossible = new Relay(socket(), -1);
        assertThatThrownBy(() -> outputOf(impossible, "touch started"))
                .isInstanceOf(CordonException.Unavailable.class)
                .hasMessageContaining("C29");
    }

    private Path socket() {
        return temp.resolve("door.sock");
    }

    private Relay relayed() {
        return new Relay(socket(), PORT);
    }

    private ServerSocketChannel listening() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket()));
        return server;
    }

    private static void echo(ServerSocketChannel server) {
        try (SocketChannel connection = server.accept()) {
            ByteBuffer buffer = ByteBuffer.allocate(100);
            connection.read(buffer);
            connection.write(StandardCharsets.UTF_8.encode(
                    "heard: " + StandardCharsets.UTF_8.decode(buffer.flip()).toString()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String outputOf(@Nullable Relay relay, String script) {
        CapsuleSpec plain = bench.spec(Limits.NONE_REQUESTED, Map.of());
        try (Workbench.Outcome outcome = bench.sh(script, relay == null ? plain : plain.withRelay(relay))) {
            return outcome.output();
        }
    }
}
