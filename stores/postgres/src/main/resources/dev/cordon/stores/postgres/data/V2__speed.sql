-- An append takes half of the time that it took. What is proved, when, and what is answered stay as they were.
-- A repetition of 150 in a pattern took as long as all the rest of this function.
CREATE OR REPLACE FUNCTION cordon.claimed_scope(writing boolean) RETURNS bytea
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
    IF claim IS NULL OR length(claim) <> 150 OR claim ~ '[^0-9a-f]' THEN
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

GRANT CREATE ON SCHEMA cordon TO cordon_gate;
SET ROLE cordon_gate;

-- A plan for each call would be made for its one of sixteen parts, and cost more than it saves. Whether the rows are
-- there already is asked only where the log's head is not before them.
CREATE OR REPLACE FUNCTION cordon.append(p_claim text, p_token uuid, p_head_seq bigint, p_head_epoch bigint, p_head_hash bytea,
        p_seqs bigint[], p_epochs bigint[], p_kinds integer[], p_ids text[], p_digests bytea[], p_hashes bytea[],
        p_sealed bytea[], p_erased text) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
    SET plan_cache_mode = force_generic_plan
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
    SELECT * INTO head FROM cordon.record r WHERE r.scope = mine ORDER BY r.seq DESC LIMIT 1;
    PERFORM cordon.require_scope(p_claim, true);
    IF held.scope IS NULL THEN
        RETURN 'gone';
    END IF;
    IF head.seq >= p_seqs[cardinality(p_seqs)] THEN
        PERFORM FROM cordon.record r
            WHERE r.scope = mine AND r.seq = p_seqs[cardinality(p_seqs)] AND r.hash = p_hashes[cardinality(p_hashes)];
        IF FOUND THEN
            RETURN 'written';
        END IF;
        PERFORM cordon.require_scope(p_claim, true);
    END IF;
    IF held.token IS DISTINCT FROM p_token THEN
        RETURN 'lease';
    END IF;
    IF coalesce(head.seq, 0) <> p_head_seq
            OR (head.seq IS NOT NULL AND (head.epoch <> p_head_epoch OR head.hash <> p_head_hash)) THEN
        RETURN 'head';
    END IF;
    IF p_erased IS NOT NULL THEN
        UPDATE cordon.record r SET sealed = NULL WHERE r.scope = mine AND r.id = p_erased AND r.sealed IS NOT NULL;
    END IF;
    IF cardinality(p_seqs) = 1 THEN
        INSERT INTO cordon.record (scope, seq, epoch, kind, id, digest, hash, sealed)
            VALUES (mine, p_seqs[1], p_epochs[1], p_kinds[1], p_ids[1], p_digests[1], p_hashes[1], p_sealed[1]);
    ELSE
        INSERT INTO cordon.record (scope, seq, epoch, kind, id, digest, hash, sealed)
            SELECT mine, n.seq, n.epoch, n.kind, n.id, n.digest, n.hash, n.sealed
            FROM unnest(p_seqs, p_epochs, p_kinds, p_ids, p_digests, p_hashes, p_sealed)
                AS n (seq, epoch, kind, id, digest, hash, sealed);
    END IF;
    PERFORM cordon.require_scope(p_claim, true);
    RETURN 'written';
END
$$;

SET ROLE cordon_owner;
REVOKE CREATE ON SCHEMA cordon FROM cordon_gate;
