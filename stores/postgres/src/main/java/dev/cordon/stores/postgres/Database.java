package dev.cordon.stores.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.cordon.core.CordonException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of connections, each statement a transaction by itself. No state is kept on a connection and no
 * statement has a name on the server: a pooler may give every statement another one, and a name could be taken by
 * whoever used the connection before. Thread-safe; closed by whoever opened it.
 */
final class Database implements AutoCloseable {
    private static final long FIRST_PAUSE_MS = 20;
    private static final long LONGEST_PAUSE_MS = 500;

    private final HikariDataSource pool;
    private final Duration patience;

    private Database(HikariDataSource pool, Duration patience) {
        this.pool = pool;
        this.patience = patience;
    }

    /** Something to do on one connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    static Database open(Endpoint endpoint, Duration patience) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(endpoint.url());
        config.setUsername(endpoint.user());
        config.setPassword(endpoint.password());
        config.setMaximumPoolSize(endpoint.connections());
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Math.max(250, patience.toMillis()));
        config.setValidationTimeout(250);
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("preparedStatementCacheQueries", "0");
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // With several hosts: how long one that was a standby is taken for one still.
        config.addDataSourceProperty("hostRecheckSeconds", "1");
        config.addDataSourceProperty("ApplicationName", "cordon");
        try {
            return new Database(new HikariDataSource(config), patience);
        } catch (HikariPool.PoolInitializationException e) {
            throw e.getCause() instanceof SQLException cause ? failure(cause) : e;
        }
    }

    /** How many connections it keeps at most. */
    int connections() {
        return pool.getMaximumPoolSize();
    }

    /** Runs {@code work} once; a lost connection leaves open what became of it. */
    <T> T once(Work<T> work) {
        try (Connection connection = connection(null)) {
            return work.on(connection);
        } catch (SQLException e) {
            throw PostgresErrors.isLost(e) ? PostgresErrors.unclear(e) : PostgresErrors.of(e);
        }
    }

    /**
     * Runs {@code work}, again where the connection was lost or the server rolled it back, until patience ends. Only
     * for work that has the same outcome when it runs twice.
     */
    <T> T repeatable(Work<T> work) {
        long end = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE_MS;
        SQLException lost = null;
        while (true) {
            try (Connection connection = connection(lost)) {
                return work.on(connection);
            } catch (SQLException e) {
                lost = PostgresErrors.isLost(e) ? e : lost;
                if (!again(e) || System.nanoTime() - end >= 0) {
                    throw lost == null ? PostgresErrors.of(e) : PostgresErrors.unclear(lost);
                }
                pause(pause, e);
                pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
            }
        }
    }

    private static boolean again(SQLException e) {
        return PostgresErrors.isLost(e) || PostgresErrors.isRolledBack(e);
    }

    /** @param lost what ended an earlier attempt, whose outcome is open; null where nothing was sent yet */
    private Connection connection(@Nullable SQLException lost) {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw lost == null ? failure(e) : PostgresErrors.unclear(lost);
        }
    }

    private static CordonException failure(SQLException e) {
        SQLException cause = e;
        if (e instanceof SQLTransientConnectionException && e.getCause() instanceof SQLException inner) {
            cause = inner;
        }
        return PostgresErrors.isLost(cause) ? PostgresErrors.unreachable(cause) : PostgresErrors.of(cause);
    }

    private static void pause(long millis, SQLException reason) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PostgresErrors.unclear(reason);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
