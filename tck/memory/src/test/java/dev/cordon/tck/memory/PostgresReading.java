package dev.cordon.tck.memory;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database in the hands of the application's role, without a claim: every table, and every function of the schema. */
final class PostgresReading implements Abilities.RawReading {
    private static final String TABLES =
            "SELECT format('SELECT t::text FROM %I.%I t', n.nspname, c.relname) FROM pg_class c"
                    + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')";

    /** With nulls, and with texts that are no claim, in the place of each argument. */
    private static final String FUNCTIONS = "SELECT format('SELECT f::text FROM %I.%I(%s) f', n.nspname, p.proname,"
            + " (SELECT string_agg(format('%s::%s', v, format_type(a, NULL)), ',') FROM unnest(p.proargtypes) a))"
            + " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, (VALUES ('NULL'), ('''0''')) x(v)"
            + " WHERE n.nspname = 'cordon' AND p.pronargs > 0";

    private final Sql application;

    PostgresReading(Sql application) {
        this.application = application;
    }

    @Override
    public Dump everything() {
        return application.with(on -> {
            List<String> places = new ArrayList<>(first(on, TABLES));
            places.addAll(first(on, FUNCTIONS));
            List<byte[]> contents = new ArrayList<>();
            for (String place : places) {
                contents.add(read(on, place));
            }
            return new Dump(places, contents);
        });
    }

    /** What is refused is read as nothing. */
    private static byte[] read(Connection on, String statement) {
        try {
            return String.join("\n", first(on, statement)).getBytes(StandardCharsets.UTF_8);
        } catch (SQLException e) {
            return new byte[0];
        }
    }

    private static List<String> first(Connection on, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = on.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
        }
        return values;
    }

    /** Without a scope, past the functions that the role was given: straight into the table. */
    @Override
    public void writeUntagged(String text) {
        application.change(
                "INSERT INTO cordon.record (scope, seq, epoch, kind, id, digest, hash, sealed)"
                        + " VALUES (decode(repeat('00', 32), 'hex'), 1, 1, 1, 'x', ''::bytea, ''::bytea, ?)",
                (Object) text.getBytes(StandardCharsets.UTF_8));
    }
}
