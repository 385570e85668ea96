-- Once per database of keys and anchors, as its administrator. May be run again.
DO $setup$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['cordon_vault_owner', 'cordon_vault'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
    EXECUTE pg_catalog.format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', pg_catalog.current_database());
    EXECUTE pg_catalog.format('GRANT CREATE ON DATABASE %I TO cordon_vault_owner', pg_catalog.current_database());
END
$setup$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
