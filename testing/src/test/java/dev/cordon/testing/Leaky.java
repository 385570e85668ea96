package dev.cordon.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test classes that leak, each one kind. {@link LeakCheckTest} runs them and cleans up after them. */
final class Leaky {
    static final Deque<Closeable> LEFT = new ArrayDeque<>();

    private Leaky() {}

    static void cleanUp() throws IOException {
        while (!LEFT.isEmpty()) {
            LEFT.pop().close();
        }
    }

    static Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        LEFT.push(() -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        return process;
    }

    static class LeavesAProcess {
        @Test
        void test() throws IOException {
            start("sleep", "61");
        }
    }

    static class LeavesAProcessFromBeforeAll {
        @BeforeAll
        static void begin() throws IOException {
            start("sleep", "62");
        }

        @Test
        void test() {}
    }

    static class LeavesAnOrphan {
        @Test
        void test() throws IOException {
            String pid = Programs.run("sh", "-c", "setsid sleep 63 >/dev/null 2>&1 & echo $!")
                    .orFail()
                    .out()
                    .strip();
            ProcessHandle orphan = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            LEFT.push(orphan::destroyForcibly);
        }
    }

    static class LeavesANamespace {
        @Test
        void test() throws Exception {
            Process process = start("unshare", "--user", "--map-root-user", "--uts", "--fork", "sleep", "64");
            Path theirs = Path.of("/proc", Long.toString(process.pid()), "ns", "uts");
            Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/uts"));
            Await.until(
                    Duration.ofSeconds(5), () -> !Files.readSymbolicLink(theirs).equals(own), "the namespace");
        }
    }

    static class LeavesADescriptor {
        @Test
        void test(@TempDir Path folder) throws IOException {
            InputStream stream = Files.newInputStream(Files.writeString(folder.resolve("open.txt"), "x"));
            LEFT.push(stream);
        }
    }

    static class LeavesASocket {
        @Test
        void test() throws IOException {
            LEFT.push(ServerSocketChannel.open());
        }
    }

    static class LeavesATemporaryFolder {
        @Test
        void test() throws IOException {
            Path folder = Files.createTempDirectory("cordon-leak-");
            LEFT.push(() -> Files.delete(folder));
        }
    }

    static class LeavesAProbedThing {
        @Test
        void test() {
            FixtureProbe.OPEN.add("sess_fixture");
            LEFT.push(FixtureProbe.OPEN::clear);
        }
    }

    static class EndsWhatItStarted {
        @Test
        void test(@TempDir Path folder) throws Exception {
            Process process = start("sleep", "65");
            process.destroyForcibly();
            Path cordons = Files.createTempDirectory("cordon-clean-");
            Files.delete(cordons);
            Files.writeString(folder.resolve("junit-deletes-this.txt"), "x");
        }
    }

    @LeavesBehind(reason = "the fixture shows an excuse")
    static class Excused {
        @Test
        void test() throws IOException {
            start("sleep", "66");
        }
    }

    @LeavesBehind(reason = "another kind is excused", kinds = "mount")
    static class ExcusedForAnotherKind {
        @Test
        void test() throws IOException {
            start("sleep", "67");
        }
    }

    @LeavesBehind(reason = " ")
    static class ExcusedWithoutReason {
        @Test
        void test() {}
    }
}
