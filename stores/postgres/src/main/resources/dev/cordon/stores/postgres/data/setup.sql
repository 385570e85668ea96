-- Once per database of records, as its administrator. May be run again.
DO $setup$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['cordon_owner', 'cordon_gate', 'cordon_app', 'cordon_sweeper', 'cordon_exporter'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
    -- A temporary table, type or function is how one user of a pooled connection would lie in wait for the next.
    EXECUTE pg_catalog.format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', pg_catalog.current_database());
    EXECUTE pg_catalog.format('GRANT CREATE ON DATABASE %I TO cordon_owner', pg_catalog.current_database());
END
$setup$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT SET ON PARAMETER cordon.claim TO cordon_owner, cordon_gate;
