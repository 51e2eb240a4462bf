//! What lives as long as the session: temporary tables, prepared statements, cursors, channels.

use crate::case::{Case, Must, Way, inside, sql};

pub const CASES: &[Case] = &[
    Case {
        name: "temporary_history",
        sqlite: sql(&[
            "CREATE TEMP TABLE seaql_migrations (version varchar NOT NULL PRIMARY KEY, applied_at bigint NOT NULL)",
        ]),
        postgres: sql(&[
            "CREATE TEMP TABLE seaql_migrations (version varchar NOT NULL PRIMARY KEY, applied_at bigint NOT NULL)",
        ]),
        mysql: sql(&[
            "CREATE TEMPORARY TABLE seaql_migrations (version varchar(255) NOT NULL PRIMARY KEY, applied_at bigint NOT NULL)",
        ]),
        ..Case::NEW
    },
    Case {
        name: "temporary_history_of_another_form",
        sqlite: sql(&["CREATE TEMP TABLE seaql_migrations (x int)"]),
        postgres: sql(&["CREATE TEMP TABLE seaql_migrations (x int)"]),
        mysql: sql(&["CREATE TEMPORARY TABLE seaql_migrations (x int)"]),
        ..Case::NEW
    },
    Case {
        name: "temporary_table_of_the_kit",
        sqlite: sql(&[
            "CREATE TEMP TABLE seaql_migrations_ledger AS SELECT * FROM main.seaql_migrations_ledger",
        ]),
        postgres: sql(&[
            "CREATE TEMP TABLE seaql_migrations_ledger (LIKE public.seaql_migrations_ledger INCLUDING ALL)",
        ]),
        mysql: sql(&[
            "CREATE TEMPORARY TABLE seaql_migrations_ledger LIKE {db}.seaql_migrations_ledger",
        ]),
        ..Case::NEW
    },
    Case {
        name: "both_temporary",
        sqlite: sql(&[
            "CREATE TEMP TABLE seaql_migrations AS SELECT * FROM main.seaql_migrations",
            "CREATE TEMP TABLE seaql_migrations_ledger AS SELECT * FROM main.seaql_migrations_ledger",
        ]),
        postgres: sql(&[
            "CREATE TEMP TABLE seaql_migrations (LIKE public.seaql_migrations INCLUDING ALL)",
            "CREATE TEMP TABLE seaql_migrations_ledger (LIKE public.seaql_migrations_ledger INCLUDING ALL)",
        ]),
        mysql: sql(&[
            "CREATE TEMPORARY TABLE seaql_migrations LIKE {db}.seaql_migrations",
            "CREATE TEMPORARY TABLE seaql_migrations_ledger LIKE {db}.seaql_migrations_ledger",
        ]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "temporary_view_of_the_history",
        sqlite: sql(&[
            "CREATE TEMP VIEW seaql_migrations AS SELECT 'x' AS version, 0 AS applied_at",
        ]),
        postgres: sql(&[
            "CREATE TEMP VIEW seaql_migrations AS SELECT 'x'::varchar AS version, 0::bigint AS applied_at",
        ]),
        ..Case::NEW
    },
    Case {
        name: "history_in_dynamic_sql",
        postgres: sql(&[
            "DO $$ BEGIN EXECUTE 'CREATE TEMP TABLE seaql_' || 'migrations (version varchar PRIMARY KEY, applied_at bigint)'; END $$",
        ]),
        mysql: sql(&[
            "EXECUTE IMMEDIATE CONCAT('CREATE TEMP', 'ORARY TABLE seaql_', 'migrations (version varchar(255) PRIMARY KEY, applied_at bigint)')",
        ]),
        ..Case::NEW
    },
    Case {
        name: "temporary_history_that_goes_at_commit",
        postgres: sql(&[
            "CREATE TEMP TABLE seaql_migrations (version varchar PRIMARY KEY, applied_at bigint) ON COMMIT DROP",
        ]),
        ..Case::NEW
    },
    Case {
        name: "table_left_behind",
        sqlite: sql(&["CREATE TEMP TABLE left_behind (id int)"]),
        postgres: sql(&["CREATE TEMP TABLE left_behind (id int)"]),
        mysql: sql(&["CREATE TEMPORARY TABLE left_behind (id int)"]),
        ..Case::NEW
    },
    Case {
        name: "table_with_rows_left_behind",
        sqlite: sql(&["CREATE TEMP TABLE left_behind AS SELECT 1 AS id"]),
        postgres: sql(&["SELECT 1 AS id INTO TEMP left_behind"]),
        mysql: sql(&["CREATE TEMPORARY TABLE left_behind SELECT 1 AS id"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "temporary_table_and_its_drop",
        sqlite: sql(&["CREATE TEMP TABLE left_behind (id int)", "DROP TABLE left_behind"]),
        postgres: sql(&["CREATE TEMP TABLE left_behind (id int)", "DROP TABLE left_behind"]),
        mysql: sql(&[
            "CREATE TEMPORARY TABLE left_behind (id int)",
            "DROP TEMPORARY TABLE left_behind",
        ]),
        must: Must::Succeed,
        ..Case::NEW
    },
    Case {
        name: "temporary_schema_first_in_the_path",
        postgres: sql(&[
            "SET search_path = pg_temp, public",
            "CREATE TABLE seaql_migrations (version varchar PRIMARY KEY, applied_at bigint)",
        ]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "temporary_trigger",
        sqlite: sql(&[
            "CREATE TEMP TRIGGER h_swallow BEFORE INSERT ON main.seaql_migrations BEGIN SELECT RAISE(IGNORE); END",
        ]),
        ..Case::NEW
    },
    Case {
        name: "trigger_that_ignores_the_record",
        sqlite: sql(&[
            "CREATE TRIGGER h_swallow BEFORE INSERT ON seaql_migrations BEGIN SELECT RAISE(IGNORE); END",
        ]),
        clear: &["DROP TRIGGER IF EXISTS h_swallow"],
        // Its way back writes no row, and a trigger is no state of a session.
        only: |axes| axes.way != Way::Down,
        ..Case::NEW
    },
    Case {
        name: "trigger_that_swallows_the_record",
        postgres: sql(&[
            "CREATE FUNCTION h_swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "CREATE TRIGGER h_swallow BEFORE INSERT OR DELETE ON seaql_migrations FOR EACH ROW EXECUTE FUNCTION h_swallow()",
        ]),
        clear: &["DROP FUNCTION IF EXISTS h_swallow CASCADE"],
        ..Case::NEW
    },
    Case {
        name: "rule_that_swallows_the_record",
        postgres: sql(&[
            "CREATE RULE h_swallow AS ON INSERT TO seaql_migrations DO INSTEAD NOTHING",
        ]),
        clear: &["DROP RULE IF EXISTS h_swallow ON seaql_migrations"],
        // Its way back writes no row, and a rule is no state of a session.
        only: |axes| axes.way != Way::Down,
        ..Case::NEW
    },
    Case { name: "listen", postgres: sql(&["LISTEN h_channel"]), ..Case::NEW },
    Case {
        name: "prepare",
        postgres: sql(&["PREPARE h_one AS SELECT 1"]),
        mysql: sql(&["PREPARE h_one FROM 'SELECT 1'"]),
        ..Case::NEW
    },
    Case { name: "deallocate_all", postgres: sql(&["DEALLOCATE ALL"]), ..Case::NEW },
    Case {
        name: "cursor_with_hold",
        postgres: sql(&["DECLARE h_cursor CURSOR WITH HOLD FOR SELECT 1"]),
        ..Case::NEW
    },
    Case {
        name: "cursor",
        postgres: sql(&["DECLARE h_cursor CURSOR FOR SELECT 1"]),
        only: inside,
        ..Case::NEW
    },
    Case { name: "user_variables", mysql: sql(&["SET @h_one = 1"]), ..Case::NEW },
    Case {
        name: "handler_left_open",
        mysql: sql(&["HANDLER h_1 OPEN"]),
        only: |axes| axes.way != Way::Down,
        ..Case::NEW
    },
];
