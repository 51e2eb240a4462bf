//! Where tables go: another database, another schema, another file.

use crate::case::{Case, Must, sql, with};

const TENANT: &str = "CREATE SCHEMA h_tenant";

pub const CASES: &[Case] = &[
    Case { name: "use_other", mysql: sql(&["USE {other}"]), ..Case::NEW },
    Case { name: "use_other_at_the_end", mysql: sql(&["USE {other}"]), last: true, ..Case::NEW },
    Case {
        // In the other database there is a history of the same names already.
        name: "use_other_with_a_history",
        mysql: with(
            &[
                "CREATE TABLE {other}.seaql_migrations (version varchar(255) PRIMARY KEY, applied_at bigint NOT NULL)",
            ],
            &["USE {other}"],
        ),
        own: &["{db}_other.seaql_migrations"],
        then: Some(("SELECT CAST(count(*) AS CHAR) FROM {other}.seaql_migrations", "0")),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "use_other_and_back",
        mysql: sql(&["USE {other}", "CREATE TABLE h_3 (id int)", "USE {db}"]),
        must: Must::Succeed,
        ..Case::NEW
    },
    Case {
        name: "drop_the_current_database_of_another_name",
        mysql: sql(&["USE {other}", "DROP DATABASE {other}"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "set_search_path",
        postgres: with(&[TENANT], &["SET search_path TO h_tenant"]),
        ..Case::NEW
    },
    Case {
        name: "set_session_search_path",
        postgres: with(&[TENANT], &["SET SESSION search_path = h_tenant, public"]),
        ..Case::NEW
    },
    Case {
        name: "set_local_search_path",
        postgres: with(&[TENANT], &["SET LOCAL search_path = h_tenant"]),
        ..Case::NEW
    },
    Case { name: "set_schema", postgres: with(&[TENANT], &["SET SCHEMA 'h_tenant'"]), ..Case::NEW },
    Case {
        name: "empty_search_path",
        postgres: sql(&["SELECT pg_catalog.set_config('search_path', '', false)"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "set_config_in_do",
        postgres: with(
            &[TENANT],
            &["DO $$ BEGIN PERFORM set_config('search_path', 'h_tenant', false); END $$"],
        ),
        ..Case::NEW
    },
    Case {
        // No word of the statement tells.
        name: "set_config_in_dynamic_sql",
        postgres: with(
            &[TENANT],
            &["DO $$ BEGIN EXECUTE 'se' || 't search_' || 'path = h_tenant'; END $$"],
        ),
        ..Case::NEW
    },
    Case {
        name: "set_config_in_a_function",
        postgres: with(
            &[
                TENANT,
                "CREATE FUNCTION h_go() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('search_path', 'h_tenant', false); END $$",
            ],
            &["SELECT h_go()"],
        ),
        ..Case::NEW
    },
    Case {
        name: "set_config_in_a_procedure",
        postgres: with(
            &[
                TENANT,
                "CREATE PROCEDURE h_go() LANGUAGE plpgsql AS $$ BEGIN SET search_path = h_tenant; END $$",
            ],
            &["CALL h_go()"],
        ),
        ..Case::NEW
    },
    Case {
        name: "set_config_in_a_trigger",
        postgres: with(
            &[
                TENANT,
                "CREATE TABLE h_rows (id int)",
                "CREATE FUNCTION h_go() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('search_path', 'h_tenant', false); RETURN NEW; END $$",
                "CREATE TRIGGER h_go BEFORE INSERT ON h_rows FOR EACH ROW EXECUTE FUNCTION h_go()",
            ],
            &["INSERT INTO public.h_rows VALUES (1)"],
        ),
        ..Case::NEW
    },
    Case {
        name: "update_pg_settings",
        postgres: with(
            &[TENANT],
            &["UPDATE pg_settings SET setting = 'h_tenant' WHERE name = 'search_path'"],
        ),
        ..Case::NEW
    },
    Case {
        // A table of that name stands before ours from now on.
        name: "earlier_schema_with_a_history",
        postgres: with(
            &[
                TENANT,
                "CREATE TABLE h_tenant.seaql_migrations (version varchar PRIMARY KEY, applied_at bigint NOT NULL)",
            ],
            &["SET search_path = h_tenant, public"],
        ),
        own: &["h_tenant.seaql_migrations"],
        then: Some(("SELECT count(*)::text FROM h_tenant.seaql_migrations", "0")),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "view_of_the_history_in_an_earlier_schema",
        postgres: with(
            &[TENANT],
            &[
                "CREATE VIEW h_tenant.seaql_migrations AS SELECT 'x'::varchar AS version, 0::bigint AS applied_at",
                "SELECT set_config('search_path', 'h_tenant,public', false)",
            ],
        ),
        own: &["h_tenant.seaql_migrations"],
        last: true,
        ..Case::NEW
    },
    Case {
        name: "schema_named_as_the_user",
        postgres: sql(&["CREATE SCHEMA AUTHORIZATION current_user", "DROP SCHEMA IF EXISTS test"]),
        ..Case::NEW
    },
    Case {
        name: "attach_and_leave",
        sqlite: sql(&["ATTACH DATABASE '{file}' AS h_other"]),
        ..Case::NEW
    },
    Case {
        name: "attach_with_a_history",
        sqlite: sql(&[
            "ATTACH DATABASE '{file}' AS h_other",
            "CREATE TABLE h_other.seaql_migrations (version varchar PRIMARY KEY, applied_at bigint NOT NULL)",
        ]),
        ..Case::NEW
    },
    Case {
        name: "attach_memory",
        sqlite: sql(&[
            "ATTACH DATABASE ':memory:' AS h_other",
            "CREATE TABLE h_other.h_3 (id int)",
        ]),
        ..Case::NEW
    },
    Case {
        name: "attach_and_detach",
        sqlite: sql(&["ATTACH DATABASE '{file}' AS h_other", "DETACH DATABASE h_other"]),
        ..Case::NEW
    },
];
