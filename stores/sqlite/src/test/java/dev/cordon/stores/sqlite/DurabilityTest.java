package dev.cordon.stores.sqlite;

import static dev.cordon.stores.sqlite.Home.HOUR;
import static dev.cordon.stores.sqlite.Home.ME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.Alias;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Draft;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import dev.cordon.core.UserId;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a real process while it writes (C18). */
class DurabilityTest {
    private static final Alias NAME = new Alias("durable");

    @TempDir
    Path temp;

    /** Appends pairs for ever and says each sequence once it is acknowledged. */
    static final class Child {
        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            try (LocalStore store = LocalStore.open(
                            folder,
                            new UserId("dev"),
                            () -> Instant.parse("2026-03-01T10:00:00Z"),
                            new SecureRandom());
                    Session session =
                            store.router().openOrCreate(ME, store.workspaces().of(folder), NAME, HOUR)) {
                while (true) {
                    List<Draft> pair = List.of(draft(store), draft(store));
                    System.out.println(session.append(pair).getLast().sequence());
                    System.out.flush();
                }
            }
        }

        private static Draft draft(LocalStore store) {
            return new Draft(Kind.TRACE, store.ids().mint(IdType.RECORD), Bytes.ceded(new byte[300]), Home.BY);
        }
    }

    private Process child() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        temp.resolve("home").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** By its handle: the process object would close the pipe that still holds what was acknowledged. */
    private static void kill(Process child) throws InterruptedException {
        child.toHandle().destroyForcibly();
        child.waitFor();
    }

    private static long readUntil(BufferedReader out, int lines) throws Exception {
        long last = 0;
        for (int i = 0; i < lines; i++) {
            last = Long.parseLong(out.readLine());
        }
        return last;
    }

    private static long drain(BufferedReader out, long last) throws Exception {
        List<String> rest = new ArrayList<>(out.lines().toList());
        // The last line may be cut by the kill: then nobody was told.
        return rest.size() > 1 ? Long.parseLong(rest.get(rest.size() - 2)) : last;
    }

    @Test
    void killedWriter_losesNothingAcknowledged_andLeavesNoHalfBatch() throws Exception {
        Files.createDirectories(temp.resolve("home"));
        for (int round = 1; round <= 3; round++) {
            Process child = child();
            long acknowledged;
            try (BufferedReader out = child.inputReader()) {
                long last = readUntil(out, 20 * round);
                child.toHandle().destroyForcibly();
                acknowledged = drain(out, last);
            } finally {
                kill(child);
            }
            assertWholeUpTo(acknowledged);
        }
    }

    private void assertWholeUpTo(long acknowledged) {
        try (Home home = new Home(temp.resolve("home"));
                Session session = home.router().open(ME, home.store.workspaces().of(home.folder), NAME)) {
            assertThat(session.head().sequence())
                    .isGreaterThanOrEqualTo(acknowledged)
                    .isOdd();
            assertThat(session.read(Kind.TRACE)).hasSize((int) session.head().sequence() - 1);
            assertThat(home.incidents()).isEmpty();
        }
    }

    @Test
    void writerInAnotherProcess_isNamed_andItsDeathFreesTheSession() throws Exception {
        Files.createDirectories(temp.resolve("home"));
        Process child = child();
        try (BufferedReader out = child.inputReader();
                Home home = new Home(temp.resolve("home"))) {
            readUntil(out, 3);
            assertThatThrownBy(
                            () -> home.router().open(ME, home.store.workspaces().of(home.folder), NAME))
                    .isInstanceOfSatisfying(
                            CordonException.Conflict.class,
                            e -> assertThat(e.problem().why()).contains("process " + child.pid()));
            kill(child);
            try (Session session =
                    home.router().open(ME, home.store.workspaces().of(home.folder), NAME)) {
                assertThat(session.read(Kind.TRACE)).isNotEmpty();
            }
        } finally {
            kill(child);
        }
    }
}
