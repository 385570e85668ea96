package dev.cordon.memory;

import static dev.cordon.memory.MemoryHome.ME;
import static dev.cordon.memory.MemoryHome.MONTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.core.Alias;
import dev.cordon.core.CordonException;
import dev.cordon.core.Session;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, a real kill -9, a real full disk (C18). */
class DurabilityTest {
    private static final Alias NAME = new Alias("durable");

    @TempDir
    Path temp;

    private static Session open(MemoryHome home) {
        return home.router().openOrCreate(ME, home.workspace("repo"), NAME, MONTH);
    }

    /** Remembers and proposes for ever, and says each id once it is acknowledged. */
    static final class Writer {
        public static void main(String[] args) {
            try (MemoryHome home = new MemoryHome(Path.of(args[0]))) {
                home.settings = home.settings.limited(100_000, 1_000_000, 1L << 40, 1_000_000);
                Memory memory = home.memory(open(home));
                for (int i = 0; ; i++) {
                    System.out.println(memory.remember(Remember.working("apple number " + i + " " + "x".repeat(500)))
                            .item()
                            .id());
                    System.out.flush();
                }
            }
        }
    }

    @Test
    void killedWriter_losesNothingAcknowledged() throws Exception {
        for (int round = 1; round <= 3; round++) {
            Process child = ChildJvm.start(ChildJvm.command(Writer.class, temp.toString()));
            List<String> acknowledged = new ArrayList<>();
            try (BufferedReader out = child.inputReader()) {
                while (acknowledged.size() < 15 * round) {
                    acknowledged.add(out.readLine());
                }
                child.toHandle().destroyForcibly();
                List<String> rest = out.lines().toList();
                // The last line may be cut by the kill: then nobody was told.
                acknowledged.addAll(rest.isEmpty() ? rest : rest.subList(0, rest.size() - 1));
            } finally {
                ChildJvm.kill(child);
            }
            assertAllThere(acknowledged);
        }
    }

    private void assertAllThere(List<String> acknowledged) {
        try (MemoryHome home = new MemoryHome(temp);
                Session session = open(home)) {
            Memory memory = home.memory(session);
            assertThat(memory.list(Filter.ALL)).extracting(MemoryItem::id).containsAll(acknowledged);
            assertThat(memory.list(Filter.ALL))
                    .allSatisfy(item -> assertThat(item.text()).hasSizeGreaterThan(500));
            assertThat(memory.recall(Query.of("apple").most(1000)).hits())
                    .hasSizeGreaterThanOrEqualTo(acknowledged.size());
            assertThat(home.incidents()).isEmpty();
        }
    }

    /** Remembers 100 kB at a time until the disk is full; then tells what it has. */
    static final class Filler {
        public static void main(String[] args) {
            try (MemoryHome home = new MemoryHome(Path.of(args[0]));
                    Session session = open(home)) {
                Memory memory = home.memory(session);
                int acknowledged = fill(memory);
                int listed = memory.list(Filter.ALL).size();
                int found = memory.recall(Query.of("apple").most(1000)).hits().size();
                System.out.println(acknowledged + " " + listed + " " + found);
                System.out.flush();
                // To close in order would need space, too.
                Runtime.getRuntime().halt(0);
            }
        }

        private static int fill(Memory memory) {
            Random random = new Random(7);
            for (int acknowledged = 0; ; acknowledged++) {
                StringBuilder text = new StringBuilder("apple ");
                random.ints(20_000, 0, 10_000).forEach(word -> text.append(word).append(' '));
                try {
                    memory.remember(Remember.working(text.toString()));
                } catch (CordonException.Unavailable e) {
                    System.out.println(e.problem().code());
                    return acknowledged;
                }
            }
        }
    }

    @Test
    void fullDisk_isToldAndLeavesWhatWasAcknowledged() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=12m tmpfs \"$0\" && exec \"$@\"",
                disk.toString()));
        command.addAll(ChildJvm.command(Filler.class, disk.toString()));
        Process child = ChildJvm.start(command);
        List<String> said;
        try (BufferedReader out = child.inputReader()) {
            said = out.lines().toList();
        } finally {
            ChildJvm.kill(child);
        }
        assertThat(said).hasSize(2);
        assertThat(said.getFirst()).isEqualTo("store-full");
        String[] counts = said.getLast().split(" ", -1);
        assertThat(Integer.parseInt(counts[0])).isGreaterThan(5);
        assertThat(counts[1]).isEqualTo(counts[0]);
        assertThat(counts[2]).isEqualTo(counts[0]);
    }
}
