package dev.cordon.stores.postgres;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One thing that must not be so when a store is opened.
 *
 * @param sql gives a row for each finding, with its name; every name in it is qualified
 * @param why the finding, with {@code %s} for what the row names
 */
record Check(Rule rule, String code, String sql, String why, String mend) {
    void require(Connection on) throws SQLException {
        try (PreparedStatement statement = on.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            if (rows.next()) {
                throw new CordonException.Refused(
                        Problem.of(rule, code, "The store was not opened", why.formatted(rows.getString(1)), mend));
            }
        }
    }
}
