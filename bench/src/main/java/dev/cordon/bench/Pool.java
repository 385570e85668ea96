package dev.cordon.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;

/** A peer's pool of connections, at the driver's usual settings. */
record Pool(HikariDataSource source) implements AutoCloseable {
    Pool(String url, String user, String password, int connections) {
        this(open(url, user, password, connections));
    }

    /** SQLite as durable as a session's file, on one connection. */
    static Pool sqlite(Path file) {
        return new Pool(open("jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL", "", "", 1));
    }

    private static HikariDataSource open(String url, String user, String password, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    DataSource asDataSource() {
        return source;
    }

    @Override
    public void close() {
        source.close();
    }
}
