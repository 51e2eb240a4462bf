//! Migrations that do what a migration should not: each is reported under its name, with a history
//! that tells the truth, or leaves no trace in the records, the objects and the session of the next
//! one.
//!
//! A case is a kind on a backend, written as an async function or as a plan, in a transaction or
//! outside, applied one by one, applied with all others at once, or rolled back. Every failing case
//! of a family is named in one run; `TEST_CASE=name` runs one kind alone, and `cargo xtask test
//! --long` each kind in every way.

#![cfg(test)]

mod case;
mod database_and_path;
mod judge;
mod lock;
mod look;
mod migrations;
mod role;
mod rows;
mod run;
mod settings;
mod stage;
mod temporary;
mod text;
mod transaction;

use migration_kit::testing::{Backend, block_on};

/// Makes three tests of each family, one for each backend.
macro_rules! families {
    ($($family:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[test]
            fn $family() {
                crate::run::family(stringify!($family), crate::$family::CASES, crate::Backend::Sqlite);
            })*
        }

        mod on_postgres {
            $(#[test]
            #[ignore = "needs PostgreSQL: cargo xtask test"]
            fn $family() {
                crate::run::family(stringify!($family), crate::$family::CASES, crate::Backend::Postgres);
            })*
        }

        mod on_mysql {
            $(#[test]
            #[ignore = "needs MySQL or MariaDB: cargo xtask test"]
            fn $family() {
                crate::run::family(stringify!($family), crate::$family::CASES, crate::Backend::MySql);
            })*
        }
    };
}

families!(database_and_path, lock, role, rows, settings, temporary, text, transaction);

/// What two harmless runs see is the same, or the comparison would mean nothing.
fn harmless_runs_agree(backend: Backend) {
    block_on(async {
        let pool = stage::Pool::default();
        for axes in case::Axes::all(backend) {
            let (one, two) = (judge::usual(axes, &pool).await, judge::harmless(axes, &pool).await);
            assert_eq!(one, two, "{axes}");
            assert!(one.session.len() > 20, "{axes}: {:?}", one.session);
            assert_eq!(one.rows.len(), 2, "{axes}: {:?}", one.rows);
        }
    });
}

#[test]
fn harmless_runs_agree_on_sqlite() {
    harmless_runs_agree(Backend::Sqlite);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn harmless_runs_agree_on_postgres() {
    harmless_runs_agree(Backend::Postgres);
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn harmless_runs_agree_on_mysql() {
    harmless_runs_agree(Backend::MySql);
}
