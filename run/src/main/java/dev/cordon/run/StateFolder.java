package dev.cordon.run;

import dev.cordon.capsule.Folders;
import dev.cordon.capsule.RunFolder;
import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.TenantId;
import dev.cordon.core.UserId;
import dev.cordon.tools.Digests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where runs keep what they need while they live, under {@code $CORDON_HOME}. What they leave lies in partitions. */
public record StateFolder(Path home) {
    /** The kernel's bound on the path of a socket, less its final NUL (unix(7), sun_path). */
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final int SHORT_NAME = 12;

    public Path journals() {
        return home.resolve("journal");
    }

    public Path bases() {
        return home.resolve("bases");
    }

    /** Signed statements of what was erased. */
    public Path receipts() {
        return home.resolve("receipts");
    }

    public Path ledger() {
        return home.resolve("ledger");
    }

    public Path skeleton() {
        return home.resolve("skeleton");
    }

    Path runs() {
        return home.resolve("runs");
    }

    /**
     * The folder of a run.
     *
     * @throws CordonException.Unavailable when the home's path is too long for a socket in it
     */
    public RunFolder run(String run) {
        // The id's first characters are random; a clash would be seen when the journal is begun.
        String name = run.substring(run.indexOf('_') + 1, run.indexOf('_') + 1 + SHORT_NAME);
        Path sockets = home.resolve("s").resolve(name);
        RunFolder folder = new RunFolder(runs().resolve(run), sockets);
        if (LiveRun.control(folder).toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
            throw new CordonException.Unavailable(Problem.of(
                    "home-path-too-long",
                    "A run can't make its socket",
                    "the path of $CORDON_HOME is too long for the kernel",
                    "set CORDON_HOME to a shorter path"));
        }
        return folder;
    }

    /** The name of the folder that holds a user's base trees: no two users share one. */
    public static String owner(TenantId tenant, UserId user) {
        return Digests.sha256(tenant.value().length() + ":" + tenant.value() + user.value())
                .substring(0, 16);
    }

    public void create() {
        Folders.create(home);
    }
}
