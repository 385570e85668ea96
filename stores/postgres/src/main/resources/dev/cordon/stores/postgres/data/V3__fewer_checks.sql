-- An append asks for its claim four times instead of seven: once itself, once for each row that it locks, reads and
-- writes. What is proved, when, and what is answered stay as they were.

-- To lock a row is to see it: the same proof, asked for once. What is written is still proved by a claim to write.
ALTER POLICY change ON cordon.log USING (scope = (SELECT cordon.claimed_scope(false)));

GRANT CREATE ON SCHEMA cordon TO cordon_gate;
SET ROLE cordon_gate;

-- What was seen is so even if the claim ended since, and the row's own policy refuses to write it then. What was not
-- seen says something only while the claim holds: so it is asked again before an answer that rests on that.
-- Appends of several sessions may share a transaction: none waits long for a lock on another's log.
CREATE OR REPLACE FUNCTION cordon.append(p_claim text, p_token uuid, p_head_seq bigint, p_head_epoch bigint, p_head_hash bytea,
        p_seqs bigint[], p_epochs bigint[], p_kinds integer[], p_ids text[], p_digests bytea[], p_hashes bytea[],
        p_sealed bytea[], p_erased text) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET cordon.claim = '' SET row_security = on
    SET plan_cache_mode = force_generic_plan SET lock_timeout = '1s'
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
    IF held.token IS DISTINCT FROM p_token OR head.seq IS DISTINCT FROM p_head_seq
            OR head.epoch <> p_head_epoch OR head.hash <> p_head_hash THEN
        PERFORM cordon.require_scope(p_claim, true);
        IF held.scope IS NULL THEN
            RETURN 'gone';
        END IF;
        PERFORM FROM cordon.record r
            WHERE r.scope = mine AND r.seq = p_seqs[cardinality(p_seqs)] AND r.hash = p_hashes[cardinality(p_hashes)];
        IF FOUND THEN
            RETURN 'written';
        END IF;
        PERFORM cordon.require_scope(p_claim, true);
        IF held.token IS DISTINCT FROM p_token THEN
            RETURN 'lease';
        ELSIF head.seq IS NOT NULL OR p_head_seq <> 0 THEN
            RETURN 'head';
        END IF;
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
    RETURN 'written';
END
$$;

SET ROLE cordon_owner;
REVOKE CREATE ON SCHEMA cordon FROM cordon_gate;
