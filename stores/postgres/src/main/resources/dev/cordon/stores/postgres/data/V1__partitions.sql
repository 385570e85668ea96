-- Runs as cordon_owner, who can't log in. The application's role gets functions, never a table.
REVOKE ALL ON SCHEMA cordon FROM PUBLIC;

-- HMAC keys of claims, as the two padded blocks of RFC 2104, so that a MAC is two calls of sha256().
CREATE TABLE cordon.claim_key (
    id smallint PRIMARY KEY CHECK (id > 0),
    inner_pad bytea NOT NULL CHECK (octet_length(inner_pad) = 64),
    outer_pad bytea NOT NULL CHECK (octet_length(outer_pad) = 64),
    retired_at timestamptz
);

-- The scope that this transaction's claim proves, or NULL where it proves none (C9, C13). A claim is 75 bytes in hex:
-- key id (2), access 'r' or 'w' (1), end in milliseconds since 1970 (8), scope (32), HMAC-SHA-256 (32) over a label,
-- the role that logged in, the database and the bytes before it. STABLE: computed once per statement.
CREATE FUNCTION cordon.claimed_scope(writing boolean) RETURNS bytea
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    claim text := current_setting('cordon.claim', true);
    raw bytea;
    inside bytea;
    outside bytea;
    role bytea := convert_to(session_user::text, 'UTF8');
    base bytea := convert_to(current_database()::text, 'UTF8');
    mac bytea;
    left_ms bigint;
BEGIN
    IF claim IS NULL OR claim !~ '^[0-9a-f]{150}$' THEN
        RETURN NULL;
    END IF;
    raw := decode(claim, 'hex');
    SELECT k.inner_pad, k.outer_pad INTO inside, outside FROM cordon.claim_key k
        WHERE k.id = get_byte(raw, 0) * 256 + get_byte(raw, 1)
        AND (k.retired_at IS NULL OR k.retired_at > clock_timestamp());
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    mac := sha256(outside || sha256(inside || convert_to('cordon-claim-1', 'UTF8')
        || int4send(octet_length(role)) || role || int4send(octet_length(base)) || base || substring(raw FROM 1 FOR 43)));
    -- Compared under one more keyed hash: where two digests differ says nothing about the MACs.
    IF sha256(outside || mac) <> sha256(outside || substring(raw FROM 44 FOR 32)) THEN
        RETURN NULL;
    END IF;
    left_ms := ('x' || substr(claim, 7, 16))::bit(64)::bigint - (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
    IF left_ms <= 0 OR left_ms > 60000 OR (writing AND get_byte(raw, 2) <> ascii('w')) THEN
        RETURN NULL;
    END IF;
    RETURN substring(raw FROM 12 FOR 32);
END
$$;
REVOKE ALL ON FUNCTION cordon.claimed_scope(boolean) FROM PUBLIC;

-- A partition and who writes to it: a node's process, by the token of one opening.
CREATE TABLE cordon.log (
    scope bytea PRIMARY KEY CHECK (octet_length(scope) = 32),
    node uuid,
    token uuid,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE cordon.record (
    scope bytea NOT NULL CHECK (octet_length(scope) = 32),
    seq bigint NOT NULL CHECK (seq > 0),
    epoch bigint NOT NULL,
    kind integer NOT NULL,
    id text NOT NULL,
    digest bytea NOT NULL,
    hash bytea NOT NULL,
    sealed bytea,
    PRIMARY KEY (scope, seq)
) PARTITION BY HASH (scope);
ALTER TABLE cordon.record ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX record_id ON cordon.record (scope, id, seq);

-- Processes that write. Knows no scope.
CREATE TABLE cordon.node (
    id uuid PRIMARY KEY,
    lease_until timestamptz NOT NULL
);

-- Who names a hash partition itself meets row-level security without a policy there: nothing.
DO $$
BEGIN
    FOR i IN 0..15 LOOP
        EXECUTE format('CREATE TABLE cordon.record_%s PARTITION OF cordon.record FOR VALUES WITH (MODULUS 16, REMAINDER %s)', i, i);
        EXECUTE format('ALTER TABLE cordon.record_%s ENABLE ROW LEVEL SECURITY', i);
        EXECUTE format('ALTER TABLE cordon.record_%s FORCE ROW LEVEL SECURITY', i);
    END LOOP;
END
$$;

ALTER TABLE cordon.log ENABLE ROW LEVEL SECURITY;
ALTER TABLE cordon.log FORCE ROW LEVEL SECURITY;
ALTER TABLE cordon.record ENABLE ROW LEVEL SECURITY;
ALTER TABLE cordon.record FORCE ROW LEVEL SECURITY;

-- For every role there is, the owner too.
CREATE POLICY read ON cordon.log FOR SELECT USING (scope = (SELECT cordon.claimed_scope(false)));
CREATE POLICY add ON cordon.log FOR INSERT WITH CHECK (scope = (SELECT cordon.claimed_scope(true)));
CREATE POLICY change ON cordon.log FOR UPDATE
    USING (scope = (SELECT cordon.claimed_scope(true))) WITH CHECK (scope = (SELECT cordon.claimed_scope(true)));
CREATE POLICY remove ON cordon.log FOR DELETE USING (scope = (SELECT cordon.claimed_scope(true)));
CREATE POLICY read ON cordon.record FOR SELECT USING (scope = (SELECT cordon.claimed_scope(false)));
CREATE POLICY add ON cordon.record FOR INSERT WITH CHECK (scope = (SELECT cordon.claimed_scope(true)));
CREATE POLICY change ON cordon.record FOR UPDATE
    USING (scope = (SELECT cordon.claimed_scope(true))) WITH CHECK (scope = (SELECT cordon.claimed_scope(true)));
CREATE POLICY remove ON cordon.record FOR DELETE USING (scope = (SELECT cordon.claimed_scope(true)));

-- The two roles that see more than one scope: sealed rows for a copy, the list of partitions for a sweep.
CREATE POLICY export ON cordon.log FOR SELECT TO cordon_exporter USING (true);
CREATE POLICY export ON cordon.record FOR SELECT TO cordon_exporter USING (true);
CREATE POLICY sweep ON cordon.log FOR SELECT TO cordon_sweeper USING (true);
GRANT USAGE ON SCHEMA cordon TO cordon_gate, cordon_app, cordon_exporter, cordon_sweeper;
GRANT SELECT ON cordon.log, cordon.record TO cordon_exporter;
GRANT SELECT ON cordon.log TO cordon_sweeper;
GRANT SELECT, DELETE ON cordon.node TO cordon_sweeper;

GRANT SELECT, INSERT, UPDATE, DELETE ON cordon.log, cordon.record, cordon.node TO cordon_gate;
GRANT EXECUTE ON FUNCTION cordon.claimed_scope(boolean) TO cordon_gate, cordon_app, cordon_exporter, cordon_sweeper;
GRANT CREATE ON SCHEMA cordon TO cordon_gate;

-- What follows belongs to cordon_gate: it has the tables' rights and no way past their policies. Each function holds
-- the claim for as long as it runs: its SET puts the caller's value back, on errors too. A claim may end while a
-- statement waits for a lock, and rows would be missing from then on: so each function asks again before it answers.
SET ROLE cordon_gate;

CREATE FUNCTION cordon.alive(p_node uuid) RETURNS boolean
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM cordon.node n WHERE n.id = p_node AND n.lease_until > clock_timestamp())
$$;

CREATE FUNCTION cordon.require_scope(p_claim text, p_writing boolean) RETURNS bytea
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine bytea;
BEGIN
    PERFORM set_config('cordon.claim', p_claim, true);
    mine := cordon.claimed_scope(p_writing);
    IF mine IS NULL THEN
        RAISE EXCEPTION 'the claim proves no scope' USING ERRCODE = 'CD001';
    END IF;
    RETURN mine;
END
$$;

CREATE FUNCTION cordon.beat(p_claim text, p_node uuid, p_lease_ms integer) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
BEGIN
    PERFORM cordon.require_scope(p_claim, true);
    INSERT INTO cordon.node AS n (id, lease_until)
        VALUES (p_node, clock_timestamp() + least(p_lease_ms, 300000) * interval '1 millisecond')
        ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until;
    RETURN (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
END
$$;

CREATE FUNCTION cordon.leave(p_claim text, p_node uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
BEGIN
    PERFORM cordon.require_scope(p_claim, true);
    DELETE FROM cordon.node n WHERE n.id = p_node OR n.lease_until < clock_timestamp() - interval '1 day';
END
$$;

CREATE FUNCTION cordon.present(p_claim text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
DECLARE
    mine bytea := cordon.require_scope(p_claim, false);
BEGIN
    RETURN EXISTS (SELECT FROM cordon.log l WHERE l.scope = mine) AND cordon.require_scope(p_claim, false) = mine;
END
$$;

-- open, none, exists or busy. A token that is there already is this very call's, sent again after a lost answer.
CREATE FUNCTION cordon.take(p_claim text, p_node uuid, p_token uuid, p_create boolean) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
DECLARE
    mine bytea := cordon.require_scope(p_claim, true);
    held cordon.log;
BEGIN
    IF p_create THEN
        INSERT INTO cordon.log (scope, node, token) VALUES (mine, p_node, p_token) ON CONFLICT DO NOTHING;
        IF FOUND THEN
            RETURN 'open';
        END IF;
    END IF;
    SELECT * INTO held FROM cordon.log l WHERE l.scope = mine FOR NO KEY UPDATE;
    PERFORM cordon.require_scope(p_claim, true);
    IF held.scope IS NULL THEN
        RETURN 'none';
    ELSIF held.token = p_token THEN
        RETURN 'open';
    ELSIF p_create THEN
        RETURN 'exists';
    ELSIF cordon.alive(held.node) THEN
        RETURN 'busy';
    END IF;
    UPDATE cordon.log l SET node = p_node, token = p_token WHERE l.scope = mine;
    PERFORM cordon.require_scope(p_claim, true);
    RETURN 'open';
END
$$;

CREATE FUNCTION cordon.give_back(p_claim text, p_token uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
DECLARE
    mine bytea := cordon.require_scope(p_claim, true);
BEGIN
    UPDATE cordon.log l SET node = NULL, token = NULL WHERE l.scope = mine AND l.token = p_token;
    PERFORM cordon.require_scope(p_claim, true);
END
$$;

-- destroyed or busy
CREATE FUNCTION cordon.destroy(p_claim text) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
DECLARE
    mine bytea := cordon.require_scope(p_claim, true);
    held cordon.log;
BEGIN
    SELECT * INTO held FROM cordon.log l WHERE l.scope = mine FOR UPDATE;
    PERFORM cordon.require_scope(p_claim, true);
    IF cordon.alive(held.node) THEN
        RETURN 'busy';
    END IF;
    DELETE FROM cordon.record r WHERE r.scope = mine;
    DELETE FROM cordon.log l WHERE l.scope = mine;
    PERFORM cordon.require_scope(p_claim, true);
    RETURN 'destroyed';
END
$$;

-- written, head, lease or gone. All or nothing, one writer at a time by the lock on the log's row. Rows that are there
-- already with this hash are this very call's, sent again after a lost answer: written, and not written twice.
CREATE FUNCTION cordon.append(p_claim text, p_token uuid, p_head_seq bigint, p_head_epoch bigint, p_head_hash bytea,
        p_seqs bigint[], p_epochs bigint[], p_kinds integer[], p_ids text[], p_digests bytea[], p_hashes bytea[],
        p_sealed bytea[], p_erased text) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
DECLARE
    mine bytea := cordon.require_scope(p_claim, true);
    held cordon.log;
    head cordon.record;
BEGIN
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    SELECT * INTO held FROM cordon.log l WHERE l.scope = mine FOR NO KEY UPDATE;
    PERFORM cordon.require_scope(p_claim, true);
    IF held.scope IS NULL THEN
        RETURN 'gone';
    END IF;
    PERFORM FROM cordon.record r
        WHERE r.scope = mine AND r.seq = p_seqs[cardinality(p_seqs)] AND r.hash = p_hashes[cardinality(p_hashes)];
    IF FOUND THEN
        RETURN 'written';
    END IF;
    IF held.token IS DISTINCT FROM p_token THEN
        RETURN 'lease';
    END IF;
    SELECT * INTO head FROM cordon.record r WHERE r.scope = mine ORDER BY r.seq DESC LIMIT 1;
    IF coalesce(head.seq, 0) <> p_head_seq
            OR (head.seq IS NOT NULL AND (head.epoch <> p_head_epoch OR head.hash <> p_head_hash)) THEN
        PERFORM cordon.require_scope(p_claim, true);
        RETURN 'head';
    END IF;
    IF p_erased IS NOT NULL THEN
        UPDATE cordon.record r SET sealed = NULL WHERE r.scope = mine AND r.id = p_erased AND r.sealed IS NOT NULL;
    END IF;
    INSERT INTO cordon.record (scope, seq, epoch, kind, id, digest, hash, sealed)
        SELECT mine, n.seq, n.epoch, n.kind, n.id, n.digest, n.hash, n.sealed
        FROM unnest(p_seqs, p_epochs, p_kinds, p_ids, p_digests, p_hashes, p_sealed)
            AS n (seq, epoch, kind, id, digest, hash, sealed);
    PERFORM cordon.require_scope(p_claim, true);
    RETURN 'written';
END
$$;

CREATE FUNCTION cordon.require_log(p_claim text) RETURNS bytea
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    mine bytea := cordon.require_scope(p_claim, false);
BEGIN
    IF NOT EXISTS (SELECT FROM cordon.log l WHERE l.scope = mine) THEN
        RAISE EXCEPTION 'the log is gone' USING ERRCODE = 'CD002';
    END IF;
    RETURN mine;
END
$$;

CREATE FUNCTION cordon.head(p_claim text) RETURNS SETOF cordon.record
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
DECLARE
    mine bytea := cordon.require_log(p_claim);
BEGIN
    RETURN QUERY SELECT r.scope, r.seq, r.epoch, r.kind, r.id, r.digest, r.hash, NULL::bytea
        FROM cordon.record r WHERE r.scope = mine ORDER BY r.seq DESC LIMIT 1;
    PERFORM cordon.require_scope(p_claim, false);
END
$$;

CREATE FUNCTION cordon.read_range(p_claim text, p_from bigint, p_to bigint) RETURNS SETOF cordon.record
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
DECLARE
    mine bytea := cordon.require_log(p_claim);
BEGIN
    RETURN QUERY SELECT * FROM cordon.record r
        WHERE r.scope = mine AND r.seq BETWEEN p_from AND p_to ORDER BY r.seq;
    PERFORM cordon.require_scope(p_claim, false);
END
$$;

CREATE FUNCTION cordon.read_id(p_claim text, p_id text) RETURNS SETOF cordon.record
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
DECLARE
    mine bytea := cordon.require_log(p_claim);
BEGIN
    RETURN QUERY SELECT * FROM cordon.record r
        WHERE r.scope = mine AND r.id = p_id AND r.sealed IS NOT NULL ORDER BY r.seq;
    PERFORM cordon.require_scope(p_claim, false);
END
$$;

CREATE FUNCTION cordon.read_kind(p_claim text, p_kind integer, p_after bigint, p_limit integer) RETURNS SETOF cordon.record
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
DECLARE
    mine bytea := cordon.require_log(p_claim);
BEGIN
    RETURN QUERY SELECT * FROM cordon.record r
        WHERE r.scope = mine AND r.seq > p_after AND r.kind = p_kind AND r.sealed IS NOT NULL
        ORDER BY r.seq LIMIT p_limit;
    PERFORM cordon.require_scope(p_claim, false);
END
$$;

-- Rows without their content: an empty string where there is one, NULL where it is erased.
CREATE FUNCTION cordon.links(p_claim text, p_from bigint) RETURNS SETOF cordon.record
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
AS $$
DECLARE
    mine bytea := cordon.require_log(p_claim);
BEGIN
    RETURN QUERY SELECT r.scope, r.seq, r.epoch, r.kind, r.id, r.digest, r.hash,
            CASE WHEN r.sealed IS NULL THEN NULL ELSE ''::bytea END
        FROM cordon.record r WHERE r.scope = mine AND r.seq >= p_from ORDER BY r.seq;
    PERFORM cordon.require_scope(p_claim, false);
END
$$;

REVOKE ALL ON FUNCTION cordon.beat(text, uuid, integer),
    cordon.leave(text, uuid),
    cordon.present(text),
    cordon.take(text, uuid, uuid, boolean),
    cordon.give_back(text, uuid),
    cordon.destroy(text),
    cordon.append(text, uuid, bigint, bigint, bytea, bigint[], bigint[], integer[], text[], bytea[], bytea[], bytea[], text),
    cordon.head(text),
    cordon.read_range(text, bigint, bigint),
    cordon.read_id(text, text),
    cordon.read_kind(text, integer, bigint, integer),
    cordon.links(text, bigint),
    cordon.alive(uuid),
    cordon.require_scope(text, boolean),
    cordon.require_log(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cordon.beat(text, uuid, integer),
    cordon.leave(text, uuid),
    cordon.present(text),
    cordon.take(text, uuid, uuid, boolean),
    cordon.give_back(text, uuid),
    cordon.destroy(text),
    cordon.append(text, uuid, bigint, bigint, bytea, bigint[], bigint[], integer[], text[], bytea[], bytea[], bytea[], text),
    cordon.head(text),
    cordon.read_range(text, bigint, bigint),
    cordon.read_id(text, text),
    cordon.read_kind(text, integer, bigint, integer),
    cordon.links(text, bigint) TO cordon_app;

SET ROLE cordon_owner;
REVOKE CREATE ON SCHEMA cordon FROM cordon_gate;
