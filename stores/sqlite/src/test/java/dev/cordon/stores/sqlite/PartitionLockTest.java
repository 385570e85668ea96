package dev.cordon.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One writer per partition (C18), over processes, without a descriptor for each. */
class PartitionLockTest {
    @TempDir
    Path temp;

    /** A key whose lock lies in file {@code aa} at a place of its own. */
    private static String key(long place) {
        return "aa" + String.format("%016x", place << 2) + "0".repeat(46);
    }

    private PartitionLock take(long place) {
        return PartitionLock.take(locks(), key(place));
    }

    private Path locks() {
        return temp.resolve("aa").resolve("writers");
    }

    @Test
    void secondWriterOfOneProcess_isRefused_untilTheFirstEnds() {
        PartitionLock first = take(7);
        assertThatThrownBy(() -> take(7)).isInstanceOfSatisfying(CordonException.Conflict.class, e -> {
            assertThat(e.problem().code()).isEqualTo("session-busy");
            assertThat(e.problem().why()).contains("this process");
        });
        first.close();
        first.close();
        take(7).close();
    }

    @Test
    void otherProcess_isRefused_andTold_whoHolds() throws Exception {
        try (PartitionLock _ = take(7)) {
            assertThat(OtherProcess.locks(locks(), key(7)))
                    .contains("process " + ProcessHandle.current().pid());
        }
        assertThat(OtherProcess.locks(locks(), key(7))).isEqualTo("taken");
    }

    /** Unread, as no assertion on what is thrown would leave it. */
    private CordonException.Conflict refusal() {
        try (PartitionLock _ = take(7)) {
            throw new AssertionError("taken twice");
        } catch (CordonException.Conflict e) {
            return e;
        }
    }

    /** Told by what it says: one that is read when the holder has ended can't name it any more. */
    @Test
    void holderIsLookedFor_whenTheRefusalIsRead_andStaysAsItWasRead() throws Exception {
        Process keeper = OtherProcess.java(OtherProcess.Keeper.class, locks().toString(), key(7));
        CordonException.Conflict read;
        CordonException.Conflict unread;
        String holder = "process " + keeper.pid() + " is writing to it";
        try (BufferedReader out = keeper.inputReader()) {
            assertThat(out.readLine()).isEqualTo("taken");
            read = refusal();
            unread = refusal();
            assertThat(read.problem().why()).startsWith(holder);
        } finally {
            keeper.getOutputStream().close();
            keeper.waitFor();
        }
        assertThat(read).hasMessageContaining(holder);
        assertThat(unread.problem().why()).startsWith("another process is writing to it");
    }

    /** The kernel drops all of a process's locks of a file when the process closes any descriptor of it. */
    @Test
    void lockStays_whenOthersOfItsFileEnd_andUnderAnotherPath() throws Exception {
        Path other = Files.createSymbolicLink(temp.resolve("link"), temp).resolve("aa/writers");
        try (PartitionLock _ = take(7)) {
            take(8).close();
            PartitionLock.take(other, key(9)).close();
            assertThatThrownBy(() -> PartitionLock.take(other, key(7))).isInstanceOf(CordonException.Conflict.class);
            assertThat(OtherProcess.locks(locks(), key(7))).contains("process ");
            assertThat(OtherProcess.locks(locks(), key(8))).isEqualTo("taken");
        }
    }

    @Test
    void neighbouringPlaces_endEachForItself() throws Exception {
        PartitionLock left = take(7);
        PartitionLock middle = take(8);
        PartitionLock right = take(9);
        middle.close();
        assertThat(OtherProcess.locks(locks(), key(7))).contains("process ");
        assertThat(OtherProcess.locks(locks(), key(8))).isEqualTo("taken");
        assertThat(OtherProcess.locks(locks(), key(9))).contains("process ");
        left.close();
        right.close();
    }

    @Test
    void twoPartitionsOfOnePlace_areNeverWrittenAtOnce() {
        String one = key(7);
        String other = one.substring(0, one.length() - 1) + "1";
        assertThat(PartitionLock.place(one)).isEqualTo(PartitionLock.place(other));
        try (PartitionLock _ = PartitionLock.take(locks(), one)) {
            assertThatThrownBy(() -> PartitionLock.take(locks(), other)).isInstanceOf(CordonException.Conflict.class);
        }
    }

    @Test
    void folderRemovedAndMadeAgain_hasLocksOfItsOwn() throws Exception {
        try (PartitionLock _ = take(7)) {
            Files.delete(locks());
            try (PartitionLock _ = take(7)) {
                assertThat(OtherProcess.locks(locks(), key(7))).contains("process ");
            }
        }
    }

    @Test
    void thousandsOfWriters_costOneDescriptor_andNoneWhenTheyEnd() throws IOException {
        List<PartitionLock> held = new ArrayList<>();
        long before = descriptors();
        for (int i = 0; i < 3_000; i++) {
            held.add(take(i * 3L));
        }
        assertThat(descriptors()).isEqualTo(before + 1);
        held.forEach(PartitionLock::close);
        assertThat(descriptors()).isEqualTo(before);
    }

    /** Of this folder only: a JVM opens files of its own as it goes. */
    private long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(descriptor -> target(descriptor).startsWith(temp))
                    .count();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (NoSuchFileException e) {
            return Path.of("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
