package dev.cordon.stores.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Looks whether the server, the roles and the installation confine a session, before the first one is opened (C13). */
final class Preflight {
    private Preflight() {}

    static RecordsDatabase clocked(Database database, ClaimKey key) {
        ServerClock clock = new ServerClock();
        String[] binding = database.repeatable(on -> {
            try (PreparedStatement ask = on.prepareStatement("SELECT session_user, current_database(),"
                            + " (extract(epoch FROM clock_timestamp()) * 1000)::pg_catalog.int8");
                    ResultSet row = ask.executeQuery()) {
                row.next();
                clock.heard(row.getLong(3));
                return new String[] {row.getString(1), row.getString(2)};
            }
        });
        return new RecordsDatabase(database, new Claims(key, binding[0], binding[1], clock), clock);
    }

    static void vault(Database database, PostgresSettings settings) {}
}
