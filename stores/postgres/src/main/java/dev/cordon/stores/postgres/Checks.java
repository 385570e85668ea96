package dev.cordon.stores.postgres;

import dev.cordon.core.Rule;
import java.util.List;

/** What is looked at before a store is opened. All texts run as the role that will serve, and name every schema. */
final class Checks {
    private static final String TABLES = " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
            + " ON n.oid = c.relnamespace WHERE n.nspname = 'cordon' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";

    /** A role that reaches past its own rights. */
    static final List<Check> ROLE = List.of(
            new Check(
                    Rule.C13,
                    "role-superuser",
                    "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = session_user AND rolsuper",
                    "the role %s is a superuser, for whom there is no row-level security",
                    "give the application a role of its own: LOGIN, and member of cordon_app alone"),
            new Check(
                    Rule.C13,
                    "role-bypasses",
                    "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = session_user AND rolbypassrls",
                    "the role %s has BYPASSRLS",
                    "ALTER ROLE … NOBYPASSRLS"),
            new Check(
                    Rule.C13,
                    "role-privileged",
                    "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = session_user"
                            + " AND (rolcreaterole OR rolcreatedb OR rolreplication)",
                    "the role %s may make roles or databases, or replicate",
                    "ALTER ROLE … NOCREATEROLE NOCREATEDB NOREPLICATION"),
            new Check(
                    Rule.C13,
                    "role-switched",
                    "SELECT current_user WHERE current_user <> session_user",
                    "the connection acts as %s, another role than the one that logged in",
                    "connect as the application's role, without SET ROLE"));

    /** The application's role in the database of records. */
    static final List<Check> APPLICATION = List.of(
            new Check(
                    Rule.C13,
                    "role-member",
                    "SELECT rolname FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(session_user, oid, 'MEMBER')"
                            + " AND rolname <> session_user AND rolname <> 'cordon_app'",
                    "the application's role can become %s",
                    "REVOKE that membership: the role may be a member of cordon_app alone"),
            new Check(
                    Rule.C13,
                    "role-owns",
                    "SELECT c.relname" + TABLES
                            + " AND pg_catalog.pg_get_userbyid(c.relowner) <> 'cordon_owner' ORDER BY 1",
                    "the table %s does not belong to cordon_owner",
                    "ALTER TABLE … OWNER TO cordon_owner"),
            new Check(
                    Rule.C13,
                    "role-has-table",
                    "SELECT c.relname" + TABLES
                            + " AND (pg_catalog.has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE,"
                            + " REFERENCES, TRIGGER') OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT, INSERT,"
                            + " UPDATE, REFERENCES')) ORDER BY 1",
                    "the application's role, or everybody, has rights on the table %s",
                    "REVOKE them: the functions are all that it needs"),
            new Check(
                    Rule.C13,
                    "role-creates",
                    "SELECT 'the schema ' || nspname FROM pg_catalog.pg_namespace"
                            + " WHERE pg_catalog.has_schema_privilege(oid, 'CREATE') UNION ALL"
                            + " SELECT 'the database' WHERE pg_catalog.has_database_privilege("
                            + "pg_catalog.current_database(), 'CREATE, TEMPORARY')",
                    "the application's role may create objects in %s, and so lie in wait for others",
                    "run the setup script for this database again, as its administrator"));

    /** The installation itself. */
    static final List<Check> INSTALLATION = List.of(
            new Check(
                    Rule.C13,
                    "installation-missing",
                    "SELECT 'cordon' WHERE (SELECT count(*)" + TABLES + ") < 20",
                    "the schema %s is not there, or not whole",
                    "install it with 'cordon migrate', and GRANT cordon_app to the application's role"),
            new Check(
                    Rule.C13,
                    "row-security-off",
                    "SELECT c.relname" + TABLES + " AND (c.relname = 'log' OR c.relname LIKE 'record%')"
                            + " AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1",
                    "row-level security is not enabled and forced on the table %s",
                    "ALTER TABLE … ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
            new Check(
                    Rule.C13,
                    "owner-privileged",
                    "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname IN ('cordon_owner', 'cordon_gate',"
                            + " 'cordon_app') AND (rolsuper OR rolbypassrls OR (rolcanlogin AND rolname <> 'cordon_app'))",
                    "the role %s can log in, or pass row-level security",
                    "ALTER ROLE … NOLOGIN NOSUPERUSER NOBYPASSRLS"),
            new Check(
                    Rule.C13,
                    "owner-member",
                    "SELECT r.rolname FROM pg_catalog.pg_roles r, pg_catalog.pg_roles o"
                            + " WHERE o.rolname IN ('cordon_owner', 'cordon_gate') AND o.oid <> r.oid"
                            + " AND pg_catalog.pg_has_role(o.oid, r.oid, 'MEMBER')",
                    "the roles that the functions run as can become %s",
                    "REVOKE that membership"),
            new Check(
                    Rule.C18,
                    "not-durable",
                    "SELECT name FROM pg_catalog.pg_settings"
                            + " WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'",
                    "%s is off, so that what is acknowledged can be lost",
                    "set it on, for the server, the database and the role"));

    /** The role of the vault. */
    static final List<Check> VAULT = List.of(
            new Check(
                    Rule.C15,
                    "vault-missing",
                    "SELECT 'cordon_vault' WHERE pg_catalog.to_regnamespace('cordon_vault') IS NULL",
                    "the schema %s is not there",
                    "install it with 'cordon migrate', and GRANT cordon_vault to the vault's role"),
            new Check(
                    Rule.C15,
                    "vault-shared",
                    "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = 'cordon_app'"
                            + " AND pg_catalog.pg_has_role(session_user, oid, 'MEMBER')",
                    "the vault's role is a member of %s, too",
                    "give the vault a role of its own"));

    /** What must be as the migrations left it: policies, functions, triggers, rules. In a fixed order. */
    static final String DEFINITIONS =
            "SELECT line FROM (SELECT pg_catalog.concat_ws(' ', 'policy', tablename, policyname, permissive, roles, cmd,"
                    + " coalesce(qual, '-'), coalesce(with_check, '-')) AS line FROM pg_catalog.pg_policies"
                    + " WHERE schemaname = 'cordon' UNION ALL"
                    + " SELECT pg_catalog.concat_ws(' ', 'function', p.proname, pg_catalog.oidvectortypes(p.proargtypes),"
                    + " pg_catalog.pg_get_userbyid(p.proowner), p.prosecdef, p.provolatile, p.proconfig, p.proacl,"
                    + " p.prosrc) FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'cordon'::pg_catalog.regnamespace"
                    + " UNION ALL SELECT 'trigger ' || t.tgname FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c"
                    + " ON c.oid = t.tgrelid WHERE c.relnamespace = 'cordon'::pg_catalog.regnamespace"
                    + " UNION ALL SELECT 'rule ' || r.rulename FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c"
                    + " ON c.oid = r.ev_class WHERE c.relnamespace = 'cordon'::pg_catalog.regnamespace)"
                    + " definitions ORDER BY line COLLATE \"C\"";

    private Checks() {}
}
