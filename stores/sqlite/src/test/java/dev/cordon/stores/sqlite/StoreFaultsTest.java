package dev.cordon.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFaultsTest {
    private static final String SCHEMA = "CREATE TABLE t (x BLOB)";

    @TempDir
    Path temp;

    private Database database;

    @BeforeEach
    void openDatabase() {
        database = Database.open(temp.resolve("a.db"), 7, SCHEMA);
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    private static int insert(Database inside, int bytes) throws SQLException {
        PreparedStatement insert = inside.prepare("INSERT INTO t VALUES (zeroblob(?))");
        insert.setInt(1, bytes);
        return insert.executeUpdate();
    }

    private int rows() {
        return database.query(inside -> {
            try (ResultSet rows = inside.prepare("SELECT count(*) FROM t").executeQuery()) {
                return rows.getInt(1);
            }
        });
    }

    private String pragma(String name) {
        return database.query(inside -> {
            try (ResultSet rows = inside.prepare("PRAGMA " + name).executeQuery()) {
                return rows.getString(1);
            }
        });
    }

    @Test
    void noSpaceLeft_isUnavailable_andNothingIsHalfWritten() {
        database.query(inside -> {
            inside.run("PRAGMA max_page_count=10");
            return 0;
        });
        assertThatThrownBy(() -> database.transaction(inside -> insert(inside, 10) + insert(inside, 100_000)))
                .isInstanceOfSatisfying(
                        CordonException.Unavailable.class,
                        e -> assertThat(e.problem().code()).isEqualTo("store-full"));
        assertThat(rows()).isZero();
        int written = database.transaction(inside -> insert(inside, 10));
        assertThat(written).isEqualTo(1);
    }

    @Test
    void readOnlyDatabase_isUnavailable() {
        database.query(inside -> {
            inside.run("PRAGMA query_only=ON");
            return 0;
        });
        assertThatThrownBy(() -> database.transaction(inside -> insert(inside, 1)))
                .isInstanceOfSatisfying(
                        CordonException.Unavailable.class,
                        e -> assertThat(e.problem().code()).isEqualTo("store-read-only"));
    }

    @Test
    void workThatThrows_leavesNothing() {
        assertThatThrownBy(() -> database.transaction(inside -> {
                    insert(inside, 1);
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(rows()).isZero();
    }

    @Test
    void attach_isRefusedByTheEngine() {
        assertThatThrownBy(() -> database.query(inside -> {
                    inside.run("ATTACH '" + temp.resolve("b.db") + "' AS b");
                    return 0;
                }))
                .isInstanceOf(CordonException.class);
        assertThat(temp.resolve("b.db")).doesNotExist();
    }

    @Test
    void durabilityAndTrust_areSet() {
        assertThat(pragma("journal_mode")).isEqualTo("wal");
        assertThat(pragma("synchronous")).isEqualTo("2");
        assertThat(pragma("trusted_schema")).isEqualTo("0");
        assertThat(pragma("secure_delete")).isEqualTo("1");
    }

    @Test
    void fileOfAnotherFormat_isNotOpened() {
        Path file = temp.resolve("a.db");
        assertThatThrownBy(() -> Database.open(file, 8, SCHEMA))
                .isInstanceOfSatisfying(
                        CordonException.Unavailable.class,
                        e -> assertThat(e.problem().code()).isEqualTo("store-format"));
    }

    @Test
    void folderWhereAFileShouldBe_isUnavailable() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("c.db"));
        assertThatThrownBy(() -> Database.open(folder, 7, SCHEMA)).isInstanceOf(CordonException.Unavailable.class);
        Path below = Files.createFile(temp.resolve("plain")).resolve("d.db");
        assertThatThrownBy(() -> Database.open(below, 7, SCHEMA)).isInstanceOf(CordonException.Unavailable.class);
    }
}
