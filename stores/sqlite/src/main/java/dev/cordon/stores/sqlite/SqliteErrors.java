package dev.cordon.stores.sqlite;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what SQLite and the file system say into Cordon's errors, each with its mend. */
final class SqliteErrors {
    private SqliteErrors() {}

    static CordonException of(SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // The low byte is the primary code: https://www.sqlite.org/rescode.html
        return switch (code.code & 0xff) {
            case 11, 26 -> damaged(e);
            case 5, 6 ->
                new CordonException.Conflict(Problem.of(
                        "store-busy", "The store did not answer in time", "another process holds it", "try again"));
            case 13 -> unavailable("store-full", "there is no space left", "free space; nothing was half-written", e);
            case 8, 23, 3 ->
                unavailable("store-read-only", "it can't be written", "make the folder writable for you", e);
            default -> unavailable("store-failed", "the engine reported " + code.name(), "check the disk", e);
        };
    }

    static boolean isBusy(SQLiteException e) {
        int primary = e.getResultCode().code & 0xff;
        return primary == 5 || primary == 6;
    }

    static CordonException of(IOException e) {
        return unavailable(
                "store-unusable", "the state folder did not allow it", "make it writable, with space left", e);
    }

    private static CordonException damaged(SQLException e) {
        return new CordonException.Damaged(
                Problem.of(
                        Rule.C11,
                        "store-corrupt",
                        "Stored records can't be read",
                        "the file is no intact database",
                        "restore it from a backup, or erase the session"),
                e);
    }

    private static CordonException unavailable(String code, String why, String mend, Exception e) {
        return new CordonException.Unavailable(Problem.of(code, "The store can't be used", why, mend), e);
    }
}
