package dev.cordon.stores.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Which of the database's layers an administrator has switched off for a test (C14). */
enum Depth {
    /** Nothing. */
    INSTALLED(false, false),
    /** The application's role was given the tables: row-level security and the claim are left. */
    WITH_TABLE_RIGHTS(true, false),
    /** No row-level security: that the role has no table, and the functions' own conditions, are left. */
    WITHOUT_ROW_SECURITY(false, true),
    /** Both: what an attack shows here is the proof that it is one. */
    NOTHING_LEFT(true, true);

    private final boolean rights;
    private final boolean unpoliced;

    Depth(boolean rights, boolean unpoliced) {
        this.rights = rights;
        this.unpoliced = unpoliced;
    }

    void apply(Lab lab) throws SQLException {
        Server.run(lab.admin(), statements(lab.installation.records).toArray(String[]::new));
    }

    private List<String> statements(String database) {
        List<String> all = new ArrayList<>();
        List<String> tables = new ArrayList<>(List.of("cordon.log", "cordon.record"));
        for (int i = 0; i < 16; i++) {
            tables.add("cordon.record_" + i);
        }
        for (String table : tables) {
            all.add(rights ? "GRANT ALL ON " + table + " TO app" : "REVOKE ALL ON " + table + " FROM app");
            all.add("ALTER TABLE " + table + (unpoliced ? " DISABLE" : " ENABLE") + " ROW LEVEL SECURITY");
        }
        all.add((rights ? "GRANT TEMPORARY, CREATE ON DATABASE " : "REVOKE TEMPORARY, CREATE ON DATABASE ")
                + database
                + (rights ? " TO app" : " FROM app"));
        return all;
    }
}
