//! Who the session is.

use crate::case::{Case, inside, sql};

pub const CASES: &[Case] = &[
    Case {
        name: "set_role",
        postgres: sql(&["SET ROLE {role}"]),
        mysql: sql(&["SET ROLE {role}"]),
        ..Case::NEW
    },
    Case {
        name: "set_role_at_the_end",
        postgres: sql(&["SET SESSION ROLE {role}"]),
        last: true,
        ..Case::NEW
    },
    Case { name: "set_local_role", postgres: sql(&["SET LOCAL ROLE {role}"]), ..Case::NEW },
    Case {
        name: "set_session_authorization",
        postgres: sql(&["SET SESSION AUTHORIZATION {role}"]),
        ..Case::NEW
    },
    Case {
        name: "set_session_authorization_at_the_end",
        postgres: sql(&["SET SESSION AUTHORIZATION {role}"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "set_local_session_authorization",
        postgres: sql(&["SET LOCAL SESSION AUTHORIZATION {role}"]),
        ..Case::NEW
    },
    Case {
        name: "both_at_once",
        postgres: sql(&["SET SESSION AUTHORIZATION {role}; SET ROLE {role}"]),
        ..Case::NEW
    },
    Case {
        name: "role_by_set_config",
        postgres: sql(&["SELECT set_config('role', '{role}', false)"]),
        ..Case::NEW
    },
    Case {
        name: "role_in_dynamic_sql",
        postgres: sql(&["DO $$ BEGIN EXECUTE 'SET ' || 'ROLE ' || quote_ident('{role}'); END $$"]),
        ..Case::NEW
    },
    Case {
        name: "role_and_back",
        postgres: sql(&["SET ROLE {role}", "CREATE TABLE h_3 (id int)", "RESET ROLE"]),
        ..Case::NEW
    },
    Case {
        name: "role_that_reads_only",
        postgres: sql(&["SET default_transaction_read_only = on; SET ROLE {role}"]),
        only: inside,
        last: true,
        ..Case::NEW
    },
    Case {
        name: "no_role",
        postgres: sql(&["SET ROLE NONE"]),
        mysql: sql(&["SET ROLE NONE"]),
        ..Case::NEW
    },
    Case {
        name: "default_privileges",
        postgres: sql(&[
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {role}",
            "ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM {role}",
        ]),
        ..Case::NEW
    },
];
