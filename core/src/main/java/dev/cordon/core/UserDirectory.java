package dev.cordon.core;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a user needs to find their own things again: sessions, aliases, tasks. A sealed partition like any other, of the
 * user's reserved workspace, whose id derives from tenant and user. Each write takes the partition's lock for itself
 * and waits for others up to ten seconds. Thread-safe, over processes too.
 */
public final class UserDirectory {
    private final PartitionId.UserWorkspace partition;
    private final SharedPartition shared;
    private final Ids ids;
    private final InstantSource clock;

    UserDirectory(Subject subject, Partitions partitions, Ids ids, InstantSource clock) {
        this.partition = partitions.lives().directory(subject.tenant(), subject.user());
        this.shared = new SharedPartition(partition, partitions);
        this.ids = ids;
        this.clock = clock;
    }

    PartitionId id() {
        return partition;
    }

    /** Writes the entry of a task: a new one or its next version. {@code taskId} is minted. */
    public void putTask(String taskId, Bytes body, Author author) {
        write(log -> log.append(List.of(new Draft(Kind.TASK_INDEX, taskId, body, author)), clock.instant()));
    }

    /** The entries of all of this user's tasks, the oldest first. */
    public List<Entry> tasks() {
        return read(log -> log.current(Kind.TASK_INDEX)).orElse(List.of());
    }

    /** Removes the entry of a task; returns whether there was one. */
    public boolean removeTask(String taskId, Author author) {
        boolean[] removed = {false};
        write(log -> {
            boolean isTask = log.get(taskId)
                    .filter(entry -> entry.kind() == Kind.TASK_INDEX)
                    .isPresent();
            removed[0] = isTask && log.delete(taskId, author, clock.instant());
        });
        return removed[0];
    }

    List<SessionInfo> sessions() {
        return read(log -> log.current(Kind.SESSION_INFO)).orElse(List.of()).stream()
                .map(entry -> SessionInfo.decode(entry.body()))
                .toList();
    }

    Optional<SessionInfo> session(SessionId id) {
        return read(log -> session(log, id)).flatMap(found -> found);
    }

    /** The session that bears {@code alias}, expired or not. */
    Optional<SessionInfo> session(Alias alias) {
        return read(log -> session(log, alias)).flatMap(found -> found);
    }

    /**
     * Adds {@code info}, with its alias if it has one.
     *
     * @throws CordonException.Conflict if an unexpired session bears the alias
     */
    void add(SessionInfo info) {
        write(log -> {
            Optional<SessionInfo> bearer = info.findAlias().flatMap(alias -> session(log, alias));
            if (bearer.filter(other -> !other.isExpired(clock.instant())).isPresent()) {
                throw new CordonException.Conflict(Problem.of(
                        "alias-taken",
                        "No session was made",
                        "one of yours bears this name",
                        "open it, or choose another name"));
            }
            log.append(
                    info.findAlias()
                            .map(alias -> List.of(aliasDraft(alias, info.id()), draft(info)))
                            .orElseGet(() -> List.of(draft(info))),
                    clock.instant());
        });
    }

    void update(SessionInfo info) {
        write(log -> log.append(List.of(draft(info)), clock.instant()));
    }

    void remove(SessionInfo info) {
        write(log -> {
            info.findAlias()
                    .filter(alias -> session(log, alias)
                            .filter(bearer -> bearer.id().equals(info.id()))
                            .isPresent())
                    .ifPresent(alias -> log.delete(aliasId(alias), Author.policy("router"), clock.instant()));
            log.delete(info.id().value(), Author.policy("router"), clock.instant());
        });
    }

    private Optional<SessionInfo> session(SealedLog log, Alias alias) {
        return log.get(aliasId(alias))
                .flatMap(entry -> session(log, new SessionId(entry.body().asUtf8())));
    }

    private static Optional<SessionInfo> session(SealedLog log, SessionId id) {
        return log.get(id.value())
                .filter(entry -> entry.kind() == Kind.SESSION_INFO)
                .map(entry -> SessionInfo.decode(entry.body()));
    }

    private static Draft draft(SessionInfo info) {
        return new Draft(Kind.SESSION_INFO, info.id().value(), info.encode(), Author.policy("router"));
    }

    private Draft aliasDraft(Alias alias, SessionId id) {
        return new Draft(Kind.ALIAS, aliasId(alias), Bytes.utf8(id.value()), Author.policy("router"));
    }

    /** Derived, so that the name itself does not lie on disk. */
    private String aliasId(Alias alias) {
        byte[] named = new FieldWriter()
                .bytes(partition.encode())
                .bytes(alias.value().getBytes(StandardCharsets.US_ASCII))
                .toBytes();
        return ids.derive(IdType.RECORD, "alias", named);
    }

    /** Whether {@code workspace} is the reserved one of this directory. */
    boolean isHome(WorkspaceId workspace) {
        return partition.workspace().equals(workspace);
    }

    private <T> Optional<T> read(Function<SealedLog, T> operation) {
        return shared.read(operation);
    }

    private void write(Consumer<SealedLog> operation) {
        shared.write(log -> {
            operation.accept(log);
            return log;
        });
    }
}
