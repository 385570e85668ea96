package dev.cordon.bench;

import dev.cordon.core.Author;
import dev.cordon.core.Bytes;
import dev.cordon.core.Credential;
import dev.cordon.core.Kind;
import dev.cordon.core.Session;
import dev.cordon.core.UserId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.stores.sqlite.LocalStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A durable append to a session beside a plain insert into SQLite (WAL, {@code synchronous=FULL}), in turn, in blocks
 * of 100, so that both meet the same disk.
 */
final class AppendBench {
    private static final int BLOCK = 100;
    private static final byte[] BODY = new byte[300];

    private final Path folder;
    private final Figures figures;
    private final int appends;

    AppendBench(Path folder, Figures figures, int appends) {
        this.folder = folder;
        this.figures = figures;
        this.appends = appends;
    }

    void measure() throws Exception {
        try (LocalStore store = LocalStore.open(
                        folder.resolve("home"), new UserId("bench"), InstantSource.system(), new SecureRandom());
                Connection raw = RawLog.create(folder.resolve("raw.db"))) {
            WorkspaceId workspace = store.workspaces().of(folder);
            try (Session session = store.router().create(new Credential.OsUser(), workspace, null, Duration.ofDays(1));
                    PreparedStatement insert = raw.prepareStatement(RawLog.INSERT)) {
                compare(session, insert);
            }
        }
    }

    private void compare(Session session, PreparedStatement insert) throws Exception {
        List<Long> ours = new ArrayList<>();
        List<Long> raws = new ArrayList<>();
        // The first half warms both up and is not counted.
        for (int block = 0; block < 2 * appends / BLOCK; block++) {
            boolean counted = block >= appends / BLOCK;
            for (int i = 0; i < BLOCK; i++) {
                long took = append(session);
                if (counted) {
                    ours.add(took);
                }
            }
            for (int i = 0; i < BLOCK; i++) {
                long took = insert(insert);
                if (counted) {
                    raws.add(took);
                }
            }
        }
        figures.row("durable session append", Times.median(ours), "raw SQLite insert", Times.median(raws), "≤ 1.5");
    }

    private static long append(Session session) {
        long begin = System.nanoTime();
        session.append(Kind.NOTE, Bytes.copyOf(BODY), Author.user("bench"));
        return System.nanoTime() - begin;
    }

    private static long insert(PreparedStatement insert) throws Exception {
        long begin = System.nanoTime();
        insert.setBytes(1, BODY);
        insert.executeUpdate();
        return System.nanoTime() - begin;
    }
}
