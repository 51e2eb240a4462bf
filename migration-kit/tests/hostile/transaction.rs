//! Transactions that begin and do not end, that end too early, and that are exchanged for another
//! one.

use migration_kit::testing::Backend;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::TransactionTrait as _;

use crate::case::{Case, Must, code, inside, outside, sql, with};

pub const CASES: &[Case] = &[
    Case {
        name: "begin",
        sqlite: sql(&["BEGIN"]),
        postgres: sql(&["BEGIN"]),
        mysql: sql(&["BEGIN"]),
        ..Case::NEW
    },
    Case {
        name: "begin_in_lower_case_with_a_comment",
        sqlite: sql(&["/* so */ begin"]),
        postgres: sql(&["/* so */ begin"]),
        mysql: sql(&["/* so */ begin"]),
        ..Case::NEW
    },
    Case {
        name: "begin_and_write",
        sqlite: sql(&["BEGIN; CREATE TABLE h_3 (id int); INSERT INTO h_3 VALUES (1)"]),
        postgres: sql(&["BEGIN; CREATE TABLE h_3 (id int); INSERT INTO h_3 VALUES (1)"]),
        mysql: sql(&["CREATE TABLE h_3 (id int)", "BEGIN", "INSERT INTO h_3 VALUES (1)"]),
        ..Case::NEW
    },
    Case {
        name: "begin_at_the_end",
        sqlite: sql(&["BEGIN IMMEDIATE"]),
        postgres: sql(&["BEGIN ISOLATION LEVEL SERIALIZABLE"]),
        mysql: sql(&["START TRANSACTION"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "begin_and_write_at_the_end",
        sqlite: with(&["CREATE TABLE h_3 (id int)"], &["BEGIN; INSERT INTO h_3 VALUES (1)"]),
        postgres: with(&["CREATE TABLE h_3 (id int)"], &["BEGIN; INSERT INTO h_3 VALUES (1)"]),
        mysql: with(&["CREATE TABLE h_3 (id int)"], &["BEGIN", "INSERT INTO h_3 VALUES (1)"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "start_read_only",
        postgres: sql(&["START TRANSACTION READ ONLY"]),
        mysql: sql(&["START TRANSACTION READ ONLY"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "begin_and_commit",
        sqlite: sql(&["BEGIN", "CREATE TABLE h_3 (id int)", "COMMIT"]),
        postgres: sql(&["BEGIN", "CREATE TABLE h_3 (id int)", "COMMIT"]),
        mysql: sql(&["BEGIN", "CREATE TABLE h_3 (id int)", "COMMIT"]),
        ..Case::NEW
    },
    Case {
        name: "own_transaction_outside",
        sqlite: sql(&["BEGIN", "CREATE TABLE h_3 (id int)", "COMMIT"]),
        postgres: sql(&["BEGIN", "CREATE TABLE h_3 (id int)", "COMMIT"]),
        mysql: sql(&["BEGIN", "CREATE TABLE h_3 (id int)", "COMMIT"]),
        must: Must::Succeed,
        only: outside,
        ..Case::NEW
    },
    Case {
        name: "begin_and_rollback",
        sqlite: sql(&["BEGIN", "CREATE TABLE h_3 (id int)", "ROLLBACK"]),
        postgres: sql(&["BEGIN", "CREATE TABLE h_3 (id int)", "ROLLBACK"]),
        mysql: sql(&["BEGIN", "CREATE TABLE h_3 (id int)", "ROLLBACK"]),
        ..Case::NEW
    },
    Case {
        name: "commit",
        sqlite: sql(&["COMMIT"]),
        postgres: sql(&["COMMIT"]),
        mysql: sql(&["COMMIT"]),
        ..Case::NEW
    },
    Case {
        name: "commit_by_another_word",
        sqlite: sql(&["END TRANSACTION"]),
        postgres: sql(&["END"]),
        mysql: sql(&["COMMIT WORK"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "rollback",
        sqlite: sql(&["ROLLBACK"]),
        postgres: sql(&["ROLLBACK"]),
        mysql: sql(&["ROLLBACK"]),
        ..Case::NEW
    },
    Case {
        name: "rollback_at_the_end",
        sqlite: sql(&["ROLLBACK"]),
        postgres: sql(&["ABORT"]),
        mysql: sql(&["ROLLBACK"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "commit_and_begin",
        sqlite: sql(&["COMMIT", "BEGIN"]),
        postgres: sql(&["COMMIT", "BEGIN"]),
        mysql: sql(&["COMMIT", "BEGIN"]),
        ..Case::NEW
    },
    Case {
        name: "rollback_and_begin",
        sqlite: sql(&["ROLLBACK", "BEGIN"]),
        postgres: sql(&["ROLLBACK", "BEGIN"]),
        mysql: sql(&["ROLLBACK", "BEGIN"]),
        ..Case::NEW
    },
    Case {
        name: "rollback_and_begin_at_the_end",
        sqlite: sql(&["ROLLBACK; BEGIN"]),
        postgres: sql(&["ROLLBACK; BEGIN"]),
        mysql: sql(&["ROLLBACK", "BEGIN"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "commit_and_begin_and_fail",
        sqlite: sql(&["COMMIT", "BEGIN", "SELECT nothing FROM nowhere"]),
        postgres: sql(&["COMMIT", "BEGIN", "SELECT nothing FROM nowhere"]),
        mysql: sql(&["COMMIT", "BEGIN", "SELECT nothing FROM nowhere"]),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "commit_and_fail",
        sqlite: sql(&["COMMIT", "SELECT nothing FROM nowhere"]),
        postgres: sql(&["COMMIT", "SELECT nothing FROM nowhere"]),
        mysql: sql(&["COMMIT", "SELECT nothing FROM nowhere"]),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "begin_and_fail",
        sqlite: sql(&["BEGIN", "SELECT nothing FROM nowhere"]),
        postgres: sql(&["BEGIN", "SELECT nothing FROM nowhere"]),
        mysql: sql(&["BEGIN", "SELECT nothing FROM nowhere"]),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "fail",
        sqlite: sql(&["SELECT nothing FROM nowhere"]),
        postgres: sql(&["SELECT nothing FROM nowhere"]),
        mysql: sql(&["SELECT nothing FROM nowhere"]),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "commit_and_chain",
        postgres: sql(&["COMMIT AND CHAIN"]),
        mysql: sql(&["COMMIT AND CHAIN"]),
        ..Case::NEW
    },
    Case {
        name: "rollback_and_chain",
        postgres: sql(&["ROLLBACK AND CHAIN"]),
        mysql: sql(&["ROLLBACK AND CHAIN"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "completion_type",
        mysql: sql(&["SET completion_type = 1", "COMMIT"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "savepoint_and_back",
        sqlite: sql(&["SAVEPOINT h_a", "CREATE TABLE h_3 (id int)", "ROLLBACK TO h_a"]),
        postgres: sql(&["SAVEPOINT h_a", "CREATE TABLE h_3 (id int)", "ROLLBACK TO h_a"]),
        must: Must::Succeed,
        only: inside,
        ..Case::NEW
    },
    Case {
        name: "savepoint_and_back_in_one_text",
        sqlite: sql(&[
            "SAVEPOINT h_a; CREATE TABLE h_3 (id int); ROLLBACK TO SAVEPOINT h_a; RELEASE h_a",
        ]),
        postgres: sql(&[
            "SAVEPOINT h_a; CREATE TABLE h_3 (id int); ROLLBACK TO SAVEPOINT h_a; RELEASE h_a",
        ]),
        must: Must::Succeed,
        only: inside,
        ..Case::NEW
    },
    Case {
        name: "savepoint_left_open",
        sqlite: sql(&["SAVEPOINT h_a"]),
        postgres: sql(&["SAVEPOINT h_a"]),
        mysql: sql(&["SAVEPOINT h_a"]),
        ..Case::NEW
    },
    Case {
        name: "savepoint_of_the_drivers_name",
        sqlite: sql(&["RELEASE _sqlx_savepoint_1"]),
        postgres: sql(&["RELEASE _sqlx_savepoint_1"]),
        mysql: sql(&["RELEASE SAVEPOINT _sqlx_savepoint_1"]),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "commit_in_a_procedure",
        postgres: with(
            &[
                "CREATE PROCEDURE h_go() LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE h_3 (id int); COMMIT; END $$",
            ],
            &["CALL h_go()"],
        ),
        mysql: with(&["CREATE PROCEDURE h_go() COMMIT"], &["CALL h_go()"]),
        ..Case::NEW
    },
    Case {
        name: "begin_in_a_procedure",
        mysql: with(&["CREATE PROCEDURE h_go() START TRANSACTION"], &["CALL h_go()"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "begin_in_dynamic_sql",
        mysql: sql(&["EXECUTE IMMEDIATE CONCAT('BEG', 'IN')"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "constraints_deferred",
        postgres: sql(&["SET CONSTRAINTS ALL DEFERRED"]),
        ..Case::NEW
    },
    Case {
        // What is deferred fails at the commit, which is the migration's own failure.
        name: "deferred_violation",
        postgres: with(
            &[
                "CREATE TABLE h_parent (id int PRIMARY KEY)",
                "CREATE TABLE h_child (id int REFERENCES h_parent DEFERRABLE INITIALLY DEFERRED)",
            ],
            &["INSERT INTO h_child VALUES (1)"],
        ),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "prepare_transaction",
        postgres: sql(&["PREPARE TRANSACTION '{db}'"]),
        last: true,
        ..Case::NEW
    },
    Case { name: "xa_start", mysql: sql(&["XA START '{db}'"]), last: true, ..Case::NEW },
    Case {
        name: "transaction_of_the_driver_dropped",
        sqlite: code(|manager| Box::pin(drop_open(manager))),
        postgres: code(|manager| Box::pin(drop_open(manager))),
        mysql: code(|manager| Box::pin(drop_open(manager))),
        ..Case::NEW
    },
    Case {
        name: "transaction_of_the_driver_committed",
        sqlite: code(|manager| Box::pin(commit(manager))),
        postgres: code(|manager| Box::pin(commit(manager))),
        mysql: code(|manager| Box::pin(commit(manager))),
        // On MySQL the first table has ended the transaction already.
        only: |axes| axes.backend != Backend::MySql || !axes.in_transaction,
        must: Must::Succeed,
        ..Case::NEW
    },
    Case {
        name: "error_swallowed",
        sqlite: code(|manager| Box::pin(swallow(manager))),
        postgres: code(|manager| Box::pin(swallow(manager))),
        mysql: code(|manager| Box::pin(swallow(manager))),
        ..Case::NEW
    },
    Case {
        name: "begin_and_the_error_swallowed",
        sqlite: code(|manager| Box::pin(begin_and_swallow(manager))),
        postgres: code(|manager| Box::pin(begin_and_swallow(manager))),
        mysql: code(|manager| Box::pin(begin_and_swallow(manager))),
        ..Case::NEW
    },
    Case {
        name: "begin_and_answer_an_error",
        sqlite: code(|manager| Box::pin(begin_and_answer_an_error(manager))),
        postgres: code(|manager| Box::pin(begin_and_answer_an_error(manager))),
        mysql: code(|manager| Box::pin(begin_and_answer_an_error(manager))),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "commit_and_answer_an_error",
        sqlite: code(|manager| Box::pin(commit_and_answer_an_error(manager))),
        postgres: code(|manager| Box::pin(commit_and_answer_an_error(manager))),
        mysql: code(|manager| Box::pin(commit_and_answer_an_error(manager))),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "panic_in_a_transaction_of_its_own",
        sqlite: code(|manager| Box::pin(panic_in_between(manager))),
        postgres: code(|manager| Box::pin(panic_in_between(manager))),
        mysql: code(|manager| Box::pin(panic_in_between(manager))),
        must: Must::Fail,
        ..Case::NEW
    },
];

async fn drop_open(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let transaction = manager.get_connection().begin().await?;
    transaction.execute_unprepared("CREATE TABLE h_3 (id int)").await?;
    drop(transaction);
    Ok(())
}

async fn commit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let transaction = manager.get_connection().begin().await?;
    transaction.execute_unprepared("CREATE TABLE h_3 (id int)").await?;
    transaction.commit().await
}

async fn swallow(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    _ = manager.get_connection().execute_unprepared("SELECT nothing FROM nowhere").await;
    Ok(())
}

async fn begin_and_swallow(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    _ = manager.get_connection().execute_unprepared("BEGIN").await;
    _ = manager.get_connection().execute_unprepared("SELECT nothing FROM nowhere").await;
    Ok(())
}

async fn begin_and_answer_an_error(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    _ = manager.get_connection().execute_unprepared("BEGIN").await;
    Err(DbErr::Custom("it does not want to".to_owned()))
}

async fn commit_and_answer_an_error(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    _ = manager.get_connection().execute_unprepared("COMMIT").await;
    Err(DbErr::Custom("it does not want to".to_owned()))
}

async fn panic_in_between(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let transaction = manager.get_connection().begin().await?;
    transaction.execute_unprepared("CREATE TABLE h_3 (id int)").await?;
    panic!("on purpose");
}
