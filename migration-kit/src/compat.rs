//! The bets on what SeaORM, sea-query and sqlx do though they do not promise it: each has a test
//! here, which says where to look when it fails. `cargo xtask compat` runs them against the newest
//! versions that the manifest allows.

#![cfg(test)]

use sea_orm::sea_query::{ColumnDef, SqliteQueryBuilder, Table};
use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::{
    MigrationName, MigrationTrait, MigratorTraitSelf, SchemaManager, async_trait,
};

use crate::connect::{forbid_reconnect, is_disconnected, is_second_connection};
use crate::error::code;
use crate::migration::{Plan, Planned, plan_of, planned};
use crate::panics::catch;
use crate::record::Recorder;
use crate::testing::{TestDatabase, block_on};
use crate::{Backend, Direction, apply};

const ALL: [Backend; 3] = [Backend::Sqlite, Backend::Postgres, Backend::MySql];

struct Data;

impl MigrationName for Data {
    fn name(&self) -> &str {
        "m1"
    }
}

impl Planned for Data {
    fn up(&self, plan: &mut Plan) {
        plan.add_sql("CREATE TABLE a (id integer)");
    }

    fn down(&self, plan: &mut Plan) {
        plan.add_sql("DROP TABLE a");
    }
}

/// What a hand-written migration does with the connection.
struct Async(for<'a> fn(&'a SchemaManager<'a>) -> Asked<'a>);

type Asked<'a> = std::pin::Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;

impl MigrationName for Async {
    fn name(&self) -> &str {
        "m2"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Async {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        (self.0)(manager).await
    }
}

struct List;

impl MigratorTraitSelf for List {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![planned(Data), Box::new(Async(|_| Box::pin(async { Ok(()) })))]
    }
}

/// A trait object is asked for its plan by way of `use_transaction`.
#[test]
fn a_migration_in_a_list_gives_its_plan() {
    let [data, code] = <[_; 2]>::try_from(List.migrations()).ok().unwrap();
    for backend in ALL {
        let plan = plan_of(data.as_ref(), backend, Direction::Up);
        let sql = plan.map(|plan| plan.sql());
        let adapt = "migration/asked.rs: `use_transaction` does not carry the question any more";
        assert_eq!(sql, Some(vec!["CREATE TABLE a (id integer)".to_owned()]), "{adapt}");
        assert!(plan_of(code.as_ref(), backend, Direction::Up).is_none(), "{adapt}");
        assert_eq!(data.use_transaction(), None, "migration/asked.rs: a question was left behind");
    }
}

/// The stock executor runs a migration that is data, and keeps its record as the kit reads it.
#[test]
fn the_stock_executor_and_the_kit_share_a_record() {
    block_on(async {
        let database = TestDatabase::create(Backend::Sqlite).await;
        let db = database.connect().await;
        List.up(&db, None).await.unwrap();
        let columns = "SELECT group_concat(name) FROM pragma_table_info('seaql_migrations')";
        let row = db.query_one_raw(Backend::Sqlite.statement(columns)).await.unwrap().unwrap();
        let columns: String = row.try_get_by_index(0).unwrap();
        assert_eq!(
            columns, "version,applied_at",
            "apply/history/tables/: SeaORM's table is another"
        );
        let status = apply::status(&db, List).await.unwrap();
        assert!(status.iter().all(|one| one.state == apply::State::Applied), "{status:?}");
    });
}

/// The questions of `SchemaManager` are known by their text, where no database is.
#[test]
fn probes_of_the_catalog_are_answered() {
    let ask = Async(|manager| {
        Box::pin(async {
            let has = manager.has_table("a").await? && manager.has_column("a", "id").await?;
            let lacks = manager.has_table("b").await? || manager.has_index("a", "b").await?;
            match has && !lacks {
                true => Ok(()),
                false => Err(DbErr::Custom("the answers are wrong".to_owned())),
            }
        })
    });
    for backend in ALL {
        block_on(async {
            let mut recorder = Recorder::new(backend).unwrap();
            recorder.up(planned(Data).as_ref()).await.unwrap();
            let adapt = "record/probe.rs: SchemaManager asks in other words";
            let recording = recorder.up(&ask).await.unwrap_or_else(|e| panic!("{adapt}: {e}"));
            assert!(!recording.depends_on_data, "{adapt}");
            assert!(recording.statements.is_empty(), "{adapt}: {:?}", recording.statements);
        });
    }
}

/// The mock keeps what a migration sends, in its order, and what it rolls back not.
#[test]
fn the_mock_records_what_is_sent() {
    use sea_orm::TransactionTrait as _;
    let sends = Async(|manager| {
        Box::pin(async {
            let db = manager.get_connection();
            db.execute_unprepared("CREATE TABLE b (id integer)").await?;
            let inner = db.begin().await?;
            inner.execute_unprepared("CREATE TABLE gone (id integer)").await?;
            inner.rollback().await?;
            db.execute_unprepared("CREATE TABLE c (id integer)").await.map(|_| ())
        })
    });
    for backend in ALL {
        let recording = block_on(async {
            Recorder::new(backend).unwrap().up(&sends).await.unwrap().statements
        });
        let sql: Vec<&str> = recording.iter().map(|statement| statement.sql.as_str()).collect();
        let sent = ["CREATE TABLE b (id integer)", "CREATE TABLE c (id integer)"];
        assert_eq!(sql, sent, "record/mock.rs: SeaORM's mock is another");
    }
}

/// What sea-query has no words for is a panic, and not wrong SQL.
#[test]
fn what_sea_query_cannot_say_is_a_panic() {
    let alter = || {
        let column = ColumnDef::new("a").text().take();
        Table::alter().table("t").modify_column(column).to_string(SqliteQueryBuilder)
    };
    assert!(catch(alter).is_err(), "panics.rs: sea-query says {:?}", catch(alter).ok());
}

/// SeaORM notes every entity that derives its traits, with the module that has it: the tests of the
/// command line have one.
#[cfg(feature = "cli")]
#[test]
fn the_registry_names_the_module_of_an_entity() {
    let noted = inventory::iter::<sea_orm::EntityRegistry>();
    let modules: Vec<&str> = noted.into_iter().map(|entity| entity.module_path).collect();
    let expected = "migration_kit::cli::tests::forgotten";
    assert!(modules.contains(&expected), "desired/registry.rs: the registry has {modules:?}");
}

/// The code of a driver's error comes through SeaORM.
#[test]
fn the_code_of_a_driver_s_error_is_there() {
    block_on(async {
        let database = TestDatabase::create(Backend::Sqlite).await;
        let db = database.connect().await;
        db.execute_unprepared("CREATE TABLE u (a integer UNIQUE)").await.unwrap();
        db.execute_unprepared("INSERT INTO u VALUES (1)").await.unwrap();
        let twice = db.execute_unprepared("INSERT INTO u VALUES (1)").await.unwrap_err();
        assert_eq!(
            code(&twice).as_deref(),
            Some("2067"),
            "error/words.rs: the driver says {twice:?}"
        );
    });
}

/// A pool whose options were spoilt makes no second connection, so that a lost lock is noticed.
fn no_second_connection(backend: Backend) {
    block_on(async {
        let database = TestDatabase::create(backend).await;
        let target = crate::Target::parse(database.url()).unwrap();
        let db = crate::connect::open_on_server(&target, None).await.unwrap();
        forbid_reconnect(&db);
        let end = match backend {
            Backend::MySql => "KILL CONNECTION_ID()",
            Backend::Postgres | Backend::Sqlite => "SELECT pg_terminate_backend(pg_backend_pid())",
        };
        let ended = db.execute_unprepared(end).await.unwrap_err();
        assert!(is_disconnected(&ended), "connect.rs: the driver says {ended:?}");
        let next = db.execute_unprepared("SELECT 1").await.unwrap_err();
        assert!(is_second_connection(&next), "connect.rs: the pool says {next:?}");
    });
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn no_second_connection_on_postgres() {
    no_second_connection(Backend::Postgres);
}

#[test]
#[ignore = "needs MySQL or MariaDB: cargo xtask test"]
fn no_second_connection_on_mysql() {
    no_second_connection(Backend::MySql);
}
