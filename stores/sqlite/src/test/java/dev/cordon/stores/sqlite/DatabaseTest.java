package dev.cordon.stores.sqlite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    private static final int OPENERS = 16;
    private static final int FILES = 120;

    @TempDir
    Path folder;

    /** SQLite calls no busy handler where two would switch the same file to its write-ahead log. */
    @Test
    void aNewFile_canBeOpenedByManyAtOnce() throws Exception {
        try (ExecutorService openers = Executors.newFixedThreadPool(OPENERS)) {
            for (int i = 0; i < FILES; i++) {
                Path file = folder.resolve(i + ".db");
                CountDownLatch ready = new CountDownLatch(OPENERS);
                List<Future<?>> opened = new ArrayList<>();
                for (int opener = 0; opener < OPENERS; opener++) {
                    opened.add(openers.submit(() -> {
                        ready.countDown();
                        ready.await();
                        Database.open(file, 1, "CREATE TABLE note (id INTEGER PRIMARY KEY) STRICT")
                                .close();
                        return file;
                    }));
                }
                for (Future<?> open : opened) {
                    open.get();
                }
            }
        }
    }
}
