package dev.cordon.stores.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each role may do, and that the owner is bound as everybody is (C13). */
class RolesTest {
    @TempDir
    static Path home;

    private static Lab lab;

    @BeforeAll
    static void openLab() throws Exception {
        lab = new Lab(home);
    }

    @AfterAll
    static void closeLab() throws Exception {
        lab.close();
    }

    private static List<String> as(String role, String... statements) throws Exception {
        String[] all = new String[statements.length + 1];
        all[0] = "SET ROLE " + role;
        System.arraycopy(statements, 0, all, 1, statements.length);
        return Server.run(lab.admin(), all);
    }

    @Test
    void owner_seesNoRow_withoutAClaim() throws Exception {
        assertThat(as("cordon_owner", "SELECT count(*) FROM cordon.record")).containsExactly("0");
        assertThat(as("cordon_gate", "SELECT count(*) FROM cordon.record")).containsExactly("0");
        Server.run(lab.admin(), "ALTER TABLE cordon.record NO FORCE ROW LEVEL SECURITY");
        try {
            assertThat(as("cordon_owner", "SELECT count(*) FROM cordon.record"))
                    .as("control: it is FORCE that binds the owner")
                    .containsExactly("80");
        } finally {
            Server.run(lab.admin(), "ALTER TABLE cordon.record FORCE ROW LEVEL SECURITY");
        }
    }

    @Test
    void exporter_readsSealedRowsOfAll_andChangesNone() throws Exception {
        assertThat(as("cordon_exporter", "SELECT count(*) FROM cordon.record")).containsExactly("80");
        assertThat(rights("cordon_exporter", "cordon.record", "INSERT, UPDATE, DELETE, TRUNCATE"))
                .isEqualTo("f");
        assertThat(rights("cordon_exporter", "cordon.claim_key", "SELECT")).isEqualTo("f");
    }

    @Test
    void sweeper_listsPartitions_andReadsNoRecord() throws Exception {
        assertThat(as("cordon_sweeper", "SELECT count(*) FROM cordon.log")).containsExactly("2");
        assertThat(rights("cordon_sweeper", "cordon.record", "SELECT, INSERT, UPDATE, DELETE"))
                .isEqualTo("f");
        assertThat(rights("cordon_sweeper", "cordon.log", "INSERT, UPDATE, DELETE"))
                .isEqualTo("f");
    }

    @Test
    void application_hasNoTable() throws Exception {
        for (String table : List.of("record", "record_0", "log", "node", "claim_key", "schema_history")) {
            assertThat(rights(
                            "app", "cordon." + table, "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"))
                    .isEqualTo("f");
        }
    }

    private static String rights(String role, String table, String which) throws Exception {
        return Server.run(lab.admin(), "SELECT has_table_privilege('" + role + "', '" + table + "', '" + which + "')")
                .getFirst();
    }

    @Test
    void uniqueKeys_beginWithTheScope() throws Exception {
        assertThat(Server.run(
                        lab.admin(),
                        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
                                + " AND a.attnum = i.indkey[0] WHERE i.indisunique AND i.indrelid IN"
                                + " ('cordon.record'::regclass, 'cordon.log'::regclass)"))
                .containsExactly("scope", "scope");
        assertThat(Server.run(lab.admin(), "SELECT partstrat FROM pg_partitioned_table"))
                .containsExactly("h");
    }
}
