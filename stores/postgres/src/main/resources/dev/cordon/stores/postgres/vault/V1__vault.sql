-- Runs as cordon_vault_owner. Nothing here holds content, and no role of the records' database has a right here (C15).
REVOKE ALL ON SCHEMA cordon_vault FROM PUBLIC;

CREATE TABLE cordon_vault.wrapped_key (name text PRIMARY KEY, wrapped bytea NOT NULL);

-- An erased partition keeps its row, without a head, so that no head comes back to it.
CREATE TABLE cordon_vault.head (
    partition text PRIMARY KEY,
    seq bigint,
    epoch bigint,
    hash bytea,
    erased boolean NOT NULL DEFAULT false,
    CHECK (erased = (hash IS NULL))
);

CREATE TABLE cordon_vault.approval (
    partition text NOT NULL,
    id text NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (partition, id)
);

CREATE TABLE cordon_vault.spent (partition text NOT NULL, key text NOT NULL, PRIMARY KEY (partition, key));

CREATE TABLE cordon_vault.incident (
    position bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    id text NOT NULL UNIQUE,
    rule text NOT NULL,
    code text NOT NULL,
    what text NOT NULL,
    partition text,
    at bigint NOT NULL,
    last_at bigint NOT NULL,
    count bigint NOT NULL,
    closer text,
    evidence text,
    closed_at bigint
);
CREATE UNIQUE INDEX incident_open ON cordon_vault.incident (rule, code, coalesce(partition, '')) WHERE closed_at IS NULL;

GRANT USAGE ON SCHEMA cordon_vault TO cordon_vault;
GRANT SELECT, INSERT, DELETE ON cordon_vault.wrapped_key TO cordon_vault;
GRANT SELECT, INSERT, UPDATE ON cordon_vault.head TO cordon_vault;
GRANT SELECT, INSERT, UPDATE, DELETE ON cordon_vault.approval TO cordon_vault;
GRANT SELECT, INSERT, DELETE ON cordon_vault.spent TO cordon_vault;
GRANT SELECT, INSERT, UPDATE ON cordon_vault.incident TO cordon_vault;
