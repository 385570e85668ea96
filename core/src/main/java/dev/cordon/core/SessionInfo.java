package dev.cordon.core;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user's directory says about one of their sessions.
 *
 * @param alias the name that its user gave it, or null
 * @param ephemeral whether nothing of it becomes durable (C7), for life
 * @param origin the session that it was forked from, or null
 * @param expires from this instant on it is unreadable (C16)
 */
public record SessionInfo(
        SessionId id,
        WorkspaceId workspace,
        @Nullable Alias alias,
        Instant created,
        Instant expires,
        State state,
        boolean ephemeral,
        @Nullable SessionId origin) {
    /** Stored by name. */
    public enum State {
        OPEN,
        /** Read only from now on. */
        CLOSED,
        /** Seen after its end; stays so whatever the clock says later. */
        EXPIRED
    }

    private static final long VERSION = 3;
    /** From it on an entry says whether the session is ephemeral. */
    private static final long WITH_EPHEMERAL = 2;
    /** From it on an entry names the origin of a fork. */
    private static final long WITH_ORIGIN = 3;

    public SessionInfo {
        Objects.requireNonNull(id);
        Objects.requireNonNull(workspace);
        Objects.requireNonNull(created);
        Objects.requireNonNull(expires);
        Objects.requireNonNull(state);
    }

    public Optional<Alias> findAlias() {
        return Optional.ofNullable(alias);
    }

    public Optional<SessionId> findOrigin() {
        return Optional.ofNullable(origin);
    }

    public boolean isExpired(Instant now) {
        return state == State.EXPIRED || !now.isBefore(expires);
    }

    SessionInfo in(State next) {
        return new SessionInfo(id, workspace, alias, created, expires, next, ephemeral, origin);
    }

    Bytes encode() {
        return Bytes.ceded(new FieldWriter()
                .number(VERSION)
                .text(id.value())
                .text(workspace.value())
                .text(alias == null ? "" : alias.value())
                .number(created.toEpochMilli())
                .number(expires.toEpochMilli())
                .text(state.name())
                .number(ephemeral ? 1 : 0)
                .text(origin == null ? "" : origin.value())
                .toBytes());
    }

    static SessionInfo decode(Bytes body) {
        FieldReader in = new FieldReader(body.toArray());
        long version = in.number();
        if (version < 1 || version > VERSION) {
            throw Problems.damaged("unknown-session-info", "this version can't read a session's entry");
        }
        SessionId id = new SessionId(in.text());
        WorkspaceId workspace = new WorkspaceId(in.text());
        String alias = in.text();
        Instant created = Instant.ofEpochMilli(in.number());
        Instant expires = Instant.ofEpochMilli(in.number());
        Alias named = alias.isEmpty() ? null : new Alias(alias);
        State state = State.valueOf(in.text());
        boolean ephemeral = version >= WITH_EPHEMERAL && in.number() == 1;
        String origin = version >= WITH_ORIGIN ? in.text() : "";
        SessionId from = origin.isEmpty() ? null : new SessionId(origin);
        return new SessionInfo(id, workspace, named, created, expires, state, ephemeral, from);
    }
}
