package dev.cordon.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock has one holder, whoever asks, and its holder may take its file away. */
class LockTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("x.lock");
    }

    @Test
    void heldLock_isNotTaken_byThisProcessEither() {
        try (Lock _ = Lock.exclusive(file())) {
            assertThat(Lock.tryExclusive(file())).isEmpty();
            assertThat(Lock.tryExclusive(folder.resolve(".").resolve("x.lock"))).isEmpty();
        }
        Lock.tryExclusive(file()).orElseThrow().close();
    }

    @Test
    void sameFileByAnotherPath_isTheSameLock() throws Exception {
        Path other = Files.createSymbolicLink(folder.resolve("link"), folder);
        try (Lock _ = Lock.exclusive(file())) {
            assertThat(Lock.tryExclusive(other.resolve("x.lock"))).isEmpty();
        }
    }

    @Test
    void waitingThread_getsItNext() throws Exception {
        AtomicBoolean got = new AtomicBoolean();
        Lock held = Lock.exclusive(file());
        Thread waiting = Thread.ofPlatform().start(() -> {
            try (Lock _ = Lock.exclusive(file())) {
                got.set(true);
            }
        });
        assertThat(got).isFalse();
        held.remove();
        held.close();
        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
        assertThat(got).isTrue();
    }

    @Test
    void fileRemovedUnderAWaitingProcess_itLocksTheOneThatIsAtThePath() throws Exception {
        Lock held = Lock.exclusive(file());
        try (ChildJvm child = ChildJvm.start(Waiter.class, file().toString())) {
            child.awaitWord("waiting");
            String pid = Long.toString(child.process().pid());
            Await.until(
                    Duration.ofSeconds(10),
                    () -> Files.readAllLines(Path.of("/proc/locks")).stream()
                            .anyMatch(line -> line.contains("->") && line.contains(" " + pid + " ")),
                    "the child to wait in the kernel");
            held.remove();
            child.awaitWord("got");
            assertThat(file()).exists();
            assertThat(Lock.tryExclusive(file())).isEmpty();
        } finally {
            held.close();
        }
        Lock.exclusive(file()).remove();
        assertThat(folder).isEmptyDirectory();
    }

    /** Waits for the lock and keeps it. */
    static final class Waiter {
        public static void main(String[] arguments) throws Exception {
            System.out.println("waiting");
            try (Lock _ = Lock.exclusive(Path.of(arguments[0]))) {
                System.out.println("got");
                Thread.sleep(60_000);
            }
        }
    }
}
