package dev.cordon.stores.sqlite;

import dev.cordon.core.CordonException;
import java.io.BufferedReader;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What another process sees of this one's locks, and one that holds a lock as the first version did. */
final class OtherProcess {
    private OtherProcess() {}

    /** {@code taken}, or why not. */
    static String locks(Path locks, String key) throws Exception {
        Process child = java(Taker.class, locks.toString(), key);
        try (BufferedReader out = child.inputReader()) {
            return out.readLine();
        } finally {
            child.waitFor();
        }
    }

    static Process java(Class<?> main, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
        builder.command().addAll(List.of(arguments));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Takes a lock for a moment. */
    static final class Taker {
        public static void main(String[] arguments) {
            try (PartitionLock _ = PartitionLock.take(Path.of(arguments[0]), arguments[1])) {
                System.out.println("taken");
            } catch (CordonException.Conflict e) {
                System.out.println(e.problem().why());
            }
        }
    }

    /** Holds a partition's lock until its input ends. */
    static final class Keeper {
        public static void main(String[] arguments) throws Exception {
            try (PartitionLock _ = PartitionLock.take(Path.of(arguments[0]), arguments[1])) {
                System.out.println("taken");
                while (System.in.read() >= 0) {
                    // Until whoever started this closes the pipe.
                }
            }
        }
    }

    /** Holds a file's lock until its input ends. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            try (FileChannel file =
                    FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                System.out.println(file.lock().isValid());
                while (System.in.read() >= 0) {
                    // Until whoever started this closes the pipe.
                }
            }
        }
    }
}
