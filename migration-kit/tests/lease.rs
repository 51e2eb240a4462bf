//! The lease: for a pooler in transaction mode, for a Galera cluster, and on a plain PostgreSQL.

#![cfg(test)]

mod common;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{List, Migration, number, recorded, run, until_running};
use migration_kit::apply::{LockKind, Options};
use migration_kit::inside::apply::{Mark, Migrations, Session};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Error, Left, Target};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};
use tokio::time::sleep;
use url::Url;

const URL: &str = "LEASE_TEST_URL";
const LOCK: &str = "LEASE_TEST_LOCK";
const PAUSE: &str = "LEASE_TEST_PAUSE";

/// Where a database can be reached, and how its lock is asked for.
struct Place {
    urls: Vec<String>,
    lock: LockKind,
    /// Closes with the test.
    cleanup: Cleanup,
}

enum Cleanup {
    Database { _database: TestDatabase },
    Galera { node: String, name: String },
}

impl Place {
    async fn plain() -> Self {
        let database = TestDatabase::create(Backend::Postgres).await;
        let urls = vec![database.url().to_owned()];
        Self { urls, lock: LockKind::Lease, cleanup: Cleanup::Database { _database: database } }
    }

    /// The same database through PgBouncer.
    async fn pooled() -> Self {
        let database = TestDatabase::create(Backend::Postgres).await;
        let name = Url::parse(database.url()).unwrap().path().to_owned();
        let urls = vec![with_path(&variable("TEST_PGBOUNCER_URL"), &name)];
        Self { urls, lock: LockKind::Lease, cleanup: Cleanup::Database { _database: database } }
    }

    /// Nobody asks for a lease here: the cluster is recognised.
    async fn galera() -> Self {
        let nodes: Vec<String> =
            variable("TEST_GALERA_URLS").split_whitespace().map(str::to_owned).collect();
        let name =
            format!("lease_{}_{}", std::process::id(), chrono::Utc::now().timestamp_micros());
        run(&connect(&nodes[0]).await, &[&format!("CREATE DATABASE {name}")]).await;
        let urls = nodes.iter().map(|node| with_path(node, &name)).collect();
        Self {
            urls,
            lock: LockKind::Session,
            cleanup: Cleanup::Galera { node: nodes[0].clone(), name },
        }
    }

    async fn discard(self) {
        if let Cleanup::Galera { node, name } = &self.cleanup {
            run(&connect(node).await, &[&format!("DROP DATABASE {name}")]).await;
        }
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: run this test with `cargo xtask test --fleet`")
    })
}

fn with_path(url: &str, path: &str) -> String {
    let mut url = Url::parse(url).unwrap();
    url.set_path(path);
    url.into()
}

/// One connection that reads what every node has committed.
async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.unwrap();
    if Backend::from(db.get_database_backend()) == Backend::MySql {
        db.execute_unprepared("SET SESSION wsrep_sync_wait = 15").await.unwrap();
    }
    db
}

/// The first migration takes a while if somebody says so, and both note that they ran.
fn list() -> List {
    let note = |version: &'static str| {
        Migration::new(version, move |manager| {
            Box::pin(async move {
                if version == "m1" {
                    let pause =
                        std::env::var(PAUSE).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
                    sleep(Duration::from_millis(pause)).await;
                }
                let sql = format!("INSERT INTO notes VALUES ('{version}', {})", std::process::id());
                manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
            })
        })
    };
    List(vec![note("m1"), note("m2")])
}

/// A lease that is over soon.
fn options(lock: LockKind) -> Options {
    Options { lock, lease_time: Duration::from_secs(2), ..Options::default() }
}

async fn up(url: &str, lock: LockKind) -> Result<(), Error> {
    let mut session = Session::open(&Target::parse(url)?, options(lock)).await?;
    let done = session.up(&Migrations::of(&list())?, None).await;
    session.close().await;
    done.map(|_| ())
}

/// What a child process does; in an ordinary run of the tests it does nothing.
#[test]
fn child() {
    let Ok(url) = std::env::var(URL) else { return };
    let lock = std::env::var(LOCK).unwrap().parse().unwrap();
    if let Err(error) = block_on(up(&url, lock)) {
        println!("child: {error}");
        std::process::exit(i32::from(error.exit_code()));
    }
}

fn start(url: &str, lock: LockKind, pause: u64) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "child", "--nocapture"]).env(URL, url).env(PAUSE, pause.to_string());
    child.env(LOCK, if lock == LockKind::Lease { "lease" } else { "session" });
    child.stdout(Stdio::piped()).stderr(Stdio::piped());
    child.spawn().unwrap()
}

fn signal(child: &Child, signal: &str) {
    assert!(
        Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success()
    );
}

async fn prepare(place: &Place) -> DatabaseConnection {
    let db = connect(&place.urls[0]).await;
    run(
        &db,
        &["CREATE TABLE notes (version varchar(10), pid integer, PRIMARY KEY (version, pid))"],
    )
    .await;
    db
}

/// Of many that start at once each comes to a good end, and every migration runs once. An ordinary
/// run has one round, `cargo xtask test --long` twenty.
async fn a_storm_holds(place: Place) {
    let rounds = if std::env::var_os("TEST_LONG").is_some() { 20 } else { 1 };
    let db = prepare(&place).await;
    for round in 0..rounds {
        let children: Vec<Child> =
            (0..32).map(|at| start(&place.urls[at % place.urls.len()], place.lock, 0)).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(
                output.status.success(),
                "{round}: {}",
                String::from_utf8_lossy(&output.stdout)
            );
        }
        assert_eq!(recorded(&db).await, ["m1", "m2"]);
        assert_eq!(number(&db, "SELECT count(*) FROM notes").await, 2);
        assert_eq!(
            number(&db, "SELECT count(*) FROM seaql_migrations_lease WHERE owner = ''").await,
            1,
            "it is free"
        );
        run(
            &db,
            &[
                "DELETE FROM notes",
                "DROP TABLE seaql_migrations",
                "DROP TABLE seaql_migrations_ledger",
            ],
        )
        .await;
        if round % 2 == 0 {
            run(&db, &["DROP TABLE seaql_migrations_lease"]).await;
        }
    }
    db.close().await.unwrap();
    place.discard().await;
}

/// A holder that is stopped in the middle is replaced when its lease is over, and cannot record
/// afterwards.
async fn a_holder_that_stops_is_replaced(place: Place) {
    let db = prepare(&place).await;
    let holder = start(&place.urls[0], place.lock, 3000);
    wait_for_lease(&db).await;
    // Beside the stand-in it is given up after two seconds.
    sleep(Duration::from_millis(3000)).await;
    signal(&holder, "-STOP");

    let other = place.urls.last().unwrap();
    let result = up(other, place.lock).await;
    if Backend::from(db.get_database_backend()) == Backend::MySql {
        // What the first one did is not known.
        let error = result.unwrap_err();
        assert!(
            matches!(&error, Error::PartiallyApplied { version, .. } if version == "m1"),
            "{error}"
        );
        let mut session =
            Session::open(&Target::parse(other).unwrap(), options(place.lock)).await.unwrap();
        let list = list();
        let migrations = Migrations::of(&list).unwrap();
        let all = session.status(&migrations).await.unwrap();
        session.repair(&migrations, &all[0], Mark::Pending).await.unwrap();
        session.close().await;
        up(other, place.lock).await.unwrap();
    } else {
        result.unwrap();
    }
    let records = "SELECT sum(applied_at) FROM seaql_migrations";
    let before = (recorded(&db).await, common::texts(&db, &as_text(&db, records)).await);
    assert_eq!(before.0, ["m1", "m2"]);

    signal(&holder, "-CONT");
    let output = holder.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(
        said.contains("lease on the migration lock was lost while migration m1 was applied"),
        "{said}"
    );
    assert_eq!((recorded(&db).await, common::texts(&db, &as_text(&db, records)).await), before);
    let own = format!("SELECT count(*) FROM notes WHERE pid = {}", std::process::id());
    assert_eq!(number(&db, &own).await, 2);
    if Backend::from(db.get_database_backend()) == Backend::Postgres {
        assert_eq!(
            number(&db, "SELECT count(*) FROM notes").await,
            2,
            "what it did was rolled back"
        );
    }
    db.close().await.unwrap();
    place.discard().await;
}

fn as_text(db: &DatabaseConnection, sql: &str) -> String {
    let kind =
        if Backend::from(db.get_database_backend()) == Backend::MySql { "char" } else { "text" };
    sql.replace("sum(applied_at)", &format!("CAST(sum(applied_at) AS {kind})"))
}

/// Until the child has begun its first migration.
async fn wait_for_lease(db: &DatabaseConnection) {
    let started = Instant::now();
    let held = sea_orm::Statement::from_string(
        db.get_database_backend(),
        "SELECT count(*) FROM seaql_migrations_lease WHERE owner <> ''",
    );
    loop {
        let row = db.query_one_raw(held.clone()).await.ok().flatten();
        if row.is_some_and(|row| row.try_get_by_index::<i64>(0).is_ok_and(|count| count == 1)) {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "nobody takes the lease");
        sleep(Duration::from_millis(20)).await;
    }
}

/// A statement that goes on in the server when its process is gone keeps the lease, though it is
/// over.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn an_orphaned_statement_keeps_the_lease() {
    let place = Place::plain().await;
    let db = prepare(&place).await;
    let url = place.urls[0].clone();
    let slow = List(vec![Migration::sql("m1", "SELECT pg_sleep(6)", "").transaction(false)]);
    let holder = tokio::spawn(async move {
        let mut session =
            Session::open(&Target::parse(&url).unwrap(), options(LockKind::Lease)).await.unwrap();
        session.up(&Migrations::of(&slow).unwrap(), None).await
    });
    until_running(&db, "pg_sleep(6)").await;
    holder.abort();
    let started = Instant::now();
    let error = up(&place.urls[0], LockKind::Lease).await.unwrap_err();
    assert!(matches!(error, Error::PartiallyApplied { .. }), "{error}");
    assert!(
        started.elapsed() > Duration::from_secs(4),
        "the statement ran for {:?} more",
        started.elapsed()
    );
}

/// A pooler keeps no search path, so it is the role's own.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn a_schema_is_not_chosen_together_with_a_lease() {
    let place = Place::plain().await;
    let options = Options { schema: Some("app".to_owned()), ..options(LockKind::Lease) };
    let error =
        Session::open(&Target::parse(&place.urls[0]).unwrap(), options).await.err().unwrap();
    assert_eq!(error.exit_code(), 2, "{error}");
    assert!(
        error.to_string().starts_with("a schema cannot be chosen together with a lease"),
        "{error}"
    );
}

/// Somebody without a name is busy, and the migrations of an empty database take longer than the
/// lease.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn found_a_lease_that_stood_in_its_own_way() {
    let place = Place::plain().await;
    let (db, url) = (prepare(&place).await, place.urls[0].clone());
    let busy = tokio::spawn({
        let url = url.clone();
        async move {
            let other = connect(&url).await;
            run(&other, &["SET application_name = ''", "SELECT pg_sleep(8)"]).await;
        }
    });
    until_running(&db, "pg_sleep(8)").await;
    let migrations =
        ["CREATE TABLE a (id integer)", "SELECT pg_sleep(4)", "CREATE TABLE b (id integer)"];
    let migrations = migrations
        .iter()
        .enumerate()
        .map(|(at, sql)| Migration::sql(&format!("m{at}"), sql, ""))
        .collect();
    let list = List(migrations);
    let mut session =
        Session::open(&Target::parse(&url).unwrap(), options(LockKind::Lease)).await.unwrap();
    assert_eq!(session.up(&Migrations::of(&list).unwrap(), None).await.unwrap().len(), 3);
    session.close().await;
    assert_eq!(recorded(&db).await, ["m0", "m1", "m2"]);
    busy.await.unwrap();
}

/// A lease that is lost in the middle of a statement: what the server still does with it is not
/// known to have ended.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn found_a_lost_lease_that_was_called_rolled_back() {
    let place = Place::plain().await;
    let (db, url) = (prepare(&place).await, place.urls[0].clone());
    let slow = "INSERT INTO notes SELECT 'slow', 1 FROM pg_sleep(6)";
    let list = List(vec![Migration::sql("m1", slow, "").transaction(false)]);
    let holder = tokio::spawn({
        let list = list.clone();
        async move {
            let mut session =
                Session::open(&Target::parse(&url).unwrap(), options(LockKind::Lease))
                    .await
                    .unwrap();
            let result = session.up(&Migrations::of(&list).unwrap(), None).await;
            session.close().await;
            result
        }
    });
    until_running(&db, "pg_sleep(6)").await;
    // Nobody can renew it for longer than it lasts.
    let block = sea_orm::TransactionTrait::begin(&db).await.unwrap();
    run(&block, &["SELECT FROM seaql_migrations_lease FOR UPDATE"]).await;
    let error = holder.await.unwrap().unwrap_err();
    block.rollback().await.unwrap();
    assert!(matches!(error, Error::LeaseLost { left: Left::Something, .. }), "{error}");
    let error = up_list(&place.urls[0], &list).await.unwrap_err();
    assert!(matches!(error, Error::PartiallyApplied { .. }), "{error}");
    assert_eq!(number(&db, "SELECT count(*) FROM notes").await, 1);
}

/// A holder that freezes between its fence and its commit holds the row itself. It is replaced when
/// its lease is over for as long again, and the lease of the next one lasts as long as any other.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn found_a_holder_that_froze_behind_its_fence() {
    let place = Place::plain().await;
    let (db, url) = (prepare(&place).await, &place.urls[0]);
    up_list(url, &List(vec![Migration::sql("m0", "SELECT 1", "")])).await.unwrap();
    let frozen = connect(url).await;
    run(&frozen, &["SET application_name = 'migration-kit lease frozen'"]).await;
    let lease = "UPDATE seaql_migrations_lease SET owner = current_setting('application_name'), \
                 holder = 'frozen', \
                 expires_ms = CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) + 2000";
    run(&frozen, &[lease, "BEGIN", lease]).await;

    let next =
        List(vec![Migration::sql("m0", "SELECT 1", ""), Migration::sql("m1", "SELECT 1", "")]);
    up_list(url, &next).await.unwrap();
    assert_eq!(recorded(&db).await, ["m0", "m1"]);
    let sessions = "SELECT count(*) FROM pg_stat_activity \
                    WHERE application_name = 'migration-kit lease frozen'";
    assert_eq!(number(&db, sessions).await, 0, "it cannot commit any more");
}

/// A node of a Galera cluster refuses a write as a deadlock where another node has just written the
/// table. Whichever write of the lease it is, the lease is not lost by that, and every migration is
/// applied once, in a transaction and outside of one.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn found_a_deadlock_that_lost_the_lease() {
    let refuse = [
        "CREATE SEQUENCE writes",
        "CREATE TABLE refused (nth integer)",
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF nextval('writes') IN (SELECT nth FROM refused) THEN \
         RAISE EXCEPTION 'refused' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER refuse BEFORE UPDATE ON seaql_migrations_lease \
         FOR EACH ROW EXECUTE FUNCTION refuse()",
    ];
    let place = Place::plain().await;
    let (db, url) = (prepare(&place).await, &place.urls[0]);
    let mut all = vec![Migration::sql("m0", "SELECT 1", "")];
    let list = List(all);
    up_list(url, &list).await.unwrap();
    all = list.0;
    run(&db, &refuse).await;
    let mut refused = 0;
    for nth in 1.. {
        run(&db, &[&format!("DELETE FROM refused; INSERT INTO refused VALUES ({nth})")]).await;
        run(&db, &["ALTER SEQUENCE writes RESTART"]).await;
        for (name, transaction) in [("a", true), ("b", false)] {
            let note = "INSERT INTO notes SELECT 'note', count(*) FROM notes";
            all.push(
                Migration::sql(&format!("m{nth:03}{name}"), note, "").transaction(transaction),
            );
        }
        let list = List(all);
        up_list(url, &list).await.unwrap_or_else(|error| panic!("write {nth} refused: {error}"));
        all = list.0;
        let free = "SELECT count(*) FROM seaql_migrations_lease WHERE owner = ''";
        assert_eq!(number(&db, free).await, 1, "write {nth}");
        if number(&db, "SELECT last_value FROM writes").await <= nth {
            break;
        }
        refused = nth;
    }
    assert!(refused >= 6, "taken, renewed, noted and recorded, released: {refused}");
    assert_eq!(recorded(&db).await.len(), all.len());
    assert_eq!(number(&db, "SELECT count(*) FROM notes").await, all.len() as i64 - 1);
}

/// Processes that start at once all make the table; PostgreSQL refuses the later ones by different
/// names of what is there.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn found_two_that_made_the_table_of_the_lease_at_once() {
    let place = Place::plain().await;
    let db = prepare(&place).await;
    for round in 0..10 {
        let gate = std::sync::Arc::new(tokio::sync::Barrier::new(16));
        let all = (0..16).map(|_| {
            let (url, gate) = (place.urls[0].clone(), std::sync::Arc::clone(&gate));
            tokio::spawn(async move {
                let target = Target::parse(&url).unwrap();
                let mut session = Session::open(&target, options(LockKind::Lease)).await.unwrap();
                gate.wait().await;
                let list = List(vec![Migration::sql("m1", "SELECT 1", "")]);
                let done = session.up(&Migrations::of(&list).unwrap(), None).await;
                session.close().await;
                done
            })
        });
        for one in all.collect::<Vec<_>>() {
            one.await.unwrap().unwrap_or_else(|error| panic!("round {round}: {error}"));
        }
        run(
            &db,
            &[
                "DROP TABLE seaql_migrations_lease",
                "DROP TABLE seaql_migrations",
                "DROP TABLE seaql_migrations_ledger",
            ],
        )
        .await;
    }
}

async fn up_list(url: &str, list: &List) -> Result<(), Error> {
    let mut session = Session::open(&Target::parse(url)?, options(LockKind::Lease)).await?;
    let done = session.up(&Migrations::of(list)?, None).await;
    session.close().await;
    done.map(|_| ())
}

/// Behind a pooler that shares sessions the default lock is refused before anything is applied, and
/// no lock is left behind, in a quiet pool as in a busy one; a lease works.
async fn a_pooler_is_noticed(busy: bool) {
    let rounds = if std::env::var_os("TEST_LONG").is_some() { 500 } else { 20 };
    for round in 0..rounds {
        let place = Place::pooled().await;
        let Cleanup::Database { _database: database } = &place.cleanup else { unreachable!() };
        let direct = connect(database.url()).await;
        let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let others: Vec<_> = (0..if busy { 6 } else { 0 })
            .map(|_| {
                let (url, stop) = (place.urls[0].clone(), stop.clone());
                tokio::spawn(async move {
                    let db = connect(&url).await;
                    while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                        run(&db, &["SELECT pg_sleep(0.003)"]).await;
                    }
                })
            })
            .collect();
        if busy {
            sleep(Duration::from_millis(200)).await;
        }
        let error = up(&place.urls[0], LockKind::Session).await.unwrap_err();
        assert_eq!(error.exit_code(), 2, "{round}: {error}");
        assert!(
            error.to_string().contains("a pooler that shares the server's sessions"),
            "{round}: {error}"
        );
        let hint = error.hint().unwrap();
        assert!(hint.contains("--lock lease") && hint.contains("URL"), "{hint}");
        let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        assert_eq!(number(&direct, locks).await, 0, "{round}: no lock is left behind");
        let tables = "SELECT count(*) FROM pg_class WHERE relname LIKE 'seaql%'";
        assert_eq!(number(&direct, tables).await, 0, "{round}: nothing was applied");
        run(
            &direct,
            &["CREATE TABLE notes (version varchar(10), pid integer, PRIMARY KEY (version, pid))"],
        )
        .await;
        up(&place.urls[0], LockKind::Lease).await.unwrap();
        assert_eq!(recorded(&direct).await, ["m1", "m2"]);
        assert_eq!(number(&direct, locks).await, 0);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        for other in others {
            other.await.unwrap();
        }
        direct.close().await.unwrap();
        place.discard().await;
    }
}

#[tokio::test]
async fn sqlite_has_its_file_lock() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let error = up(database.url(), LockKind::Lease).await.unwrap_err();
    assert_eq!(
        (error.exit_code(), error.to_string().as_str()),
        (2, "a lease is for servers; SQLite has its file lock")
    );
}

macro_rules! at {
    ($($place:ident, $needs:literal);* $(;)?) => {$(
        mod $place {
            #[test]
            #[ignore = $needs]
            fn a_storm_holds() {
                crate::block_on(async { crate::a_storm_holds(crate::Place::$place().await).await });
            }

            #[test]
            #[ignore = $needs]
            fn a_holder_that_stops_is_replaced() {
                crate::block_on(async {
                    crate::a_holder_that_stops_is_replaced(crate::Place::$place().await).await;
                });
            }
        }
    )*};
}

at! {
    plain, "needs PostgreSQL: cargo xtask test";
}

/// What only `cargo xtask test --fleet` starts; it knows these tests by the name of their module.
mod fleet {
    #[test]
    #[ignore = "needs PgBouncer: cargo xtask test --fleet"]
    fn a_quiet_pooler_is_noticed() {
        super::block_on(super::a_pooler_is_noticed(false));
    }

    #[test]
    #[ignore = "needs PgBouncer: cargo xtask test --fleet"]
    fn a_busy_pooler_is_noticed() {
        super::block_on(super::a_pooler_is_noticed(true));
    }

    at! {
        pooled, "needs PgBouncer: cargo xtask test --fleet";
        galera, "needs a Galera cluster: cargo xtask test --fleet";
    }
}
