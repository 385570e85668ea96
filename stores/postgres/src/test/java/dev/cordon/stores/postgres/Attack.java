package dev.cordon.stores.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Statements that somebody gets to run through the application's role, one after the other, whatever fails.
 *
 * @param statements {@code FOREIGN_SCOPE}, {@code MY_SCOPE} and {@code MY_CLAIM} stand for what they say
 */
record Attack(String name, List<String> statements) {
    static Attack of(String name, String... statements) {
        return new Attack(name, List.of(statements));
    }

    /** All that the attacker gets to see: rows, notices, copied bytes, and error texts with every field of theirs. */
    List<String> run(Lab lab) throws SQLException {
        List<String> seen = new ArrayList<>();
        try (Connection on = lab.attacker()) {
            for (String text : statements) {
                String sql = text.replace("FOREIGN_SCOPE", Lab.scope(Lab.FOREIGN))
                        .replace("FOREIGN_ID", Lab.FOREIGN_ID)
                        .replace("MY_SCOPE", Lab.scope(Lab.MINE))
                        .replace("MY_CLAIM", lab.ownClaim());
                try {
                    execute(on, sql, seen);
                } catch (SQLException e) {
                    seen.add(everything(e));
                } catch (IOException e) {
                    seen.add(e.toString());
                }
            }
        }
        return seen;
    }

    private static void execute(Connection on, String sql, List<String> seen) throws SQLException, IOException {
        if (sql.startsWith("COPY") && sql.endsWith("STDOUT")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            on.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
            seen.add(out.toString(StandardCharsets.ISO_8859_1));
            return;
        }
        try (Statement statement = on.createStatement()) {
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() != -1) {
                if (rows) {
                    collect(statement.getResultSet(), seen);
                }
                rows = statement.getMoreResults();
            }
            notices(statement.getWarnings(), seen);
        }
    }

    private static void collect(ResultSet rows, List<String> seen) throws SQLException {
        while (rows.next()) {
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                seen.add(String.valueOf(rows.getString(column)));
            }
        }
    }

    private static void notices(@Nullable SQLWarning first, List<String> seen) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            seen.add(everything(warning));
        }
    }

    private static String everything(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException error ? error.getServerErrorMessage() : null;
        return server == null
                ? String.valueOf(e.getMessage())
                : e.getSQLState() + " " + server.getMessage() + " " + server.getDetail() + " " + server.getHint() + " "
                        + server.getWhere() + " " + server.getInternalQuery();
    }

    @Override
    public String toString() {
        return name;
    }
}
