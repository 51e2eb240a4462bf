//! A database of its own for every test, dropped at the end, also when the test panics.
//!
//! SQLite needs nothing. PostgreSQL and MySQL take a server from TEST_POSTGRES_URL and
//! TEST_MYSQL_URL, whose user may create databases; without them a test fails with the name of the
//! variable. [`on_each_backend!`](crate::on_each_backend) makes one test for each backend, those on
//! a server ignored with the command that runs them.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};

use async_compat::Compat;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};
use url::Url;

pub use crate::Backend;
use crate::dialect::testing;

/// A fresh, empty database.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    cleanup: Cleanup,
}

#[derive(Debug)]
enum Cleanup {
    Folder {
        #[expect(dead_code, reason = "the folder goes away with the value")]
        folder: tempfile::TempDir,
    },
    /// The database is dropped over a connection to the server.
    Server { url: String, name: String, force: &'static str },
}

impl TestDatabase {
    /// Creates a database on that backend.
    ///
    /// # Panics
    /// When the server cannot be reached or TEST_POSTGRES_URL or TEST_MYSQL_URL is missing: in a
    /// test, that is loud.
    #[expect(
        clippy::panic,
        clippy::expect_used,
        reason = "a test without its database has to fail loudly"
    )]
    pub async fn create(backend: Backend) -> Self {
        let Some(testing::Server { variable, force }) = testing::of(backend).server() else {
            let folder = tempfile::tempdir().expect("cannot create a temporary folder");
            let url = format!("sqlite://{}/test.db?mode=rwc", folder.path().display());
            return Self { url, cleanup: Cleanup::Folder { folder } };
        };
        let Ok(server) = std::env::var(variable) else {
            panic!(
                "{variable} is not set: run this test with `cargo xtask test`, or start a server and set it"
            );
        };
        let name = unique_name();
        let created = run_on(&server, &format!("CREATE DATABASE {name}")).await;
        if let Err(e) = created {
            panic!("cannot create a database on the server of {variable}: {e}");
        }
        let mut url = Url::parse(&server).expect("the variable holds a URL");
        url.set_path(&name);
        // A parameter would win over the path.
        let kept: Vec<(String, String)> =
            url.query_pairs().into_owned().filter(|(key, _)| key != "dbname").collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
        Self { url: url.into(), cleanup: Cleanup::Server { url: server, name, force } }
    }

    /// The database's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A pool on the database, of SeaORM's default size.
    ///
    /// # Panics
    /// When the database cannot be reached.
    #[expect(clippy::expect_used, reason = "a test without its database has to fail loudly")]
    pub async fn connect(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(&self.url);
        options.sqlx_logging(false);
        Database::connect(options).await.expect("cannot connect to the test database")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Cleanup::Server { url, name, force } = &self.cleanup {
            let (url, sql) = (url.clone(), format!("DROP DATABASE {name}{force}"));
            // A drop cannot wait, and may happen inside a runtime: a thread of its own can and does
            // not.
            let dropped = std::thread::spawn(move || block_on(run_on(&url, &sql))).join();
            if !matches!(dropped, Ok(Ok(()))) {
                eprintln!("the test database {name} could not be dropped");
            }
        }
    }
}

/// Runs a future to its end on a thread that has no runtime, for tests of any runtime.
///
/// # Panics
/// When no tokio runtime can be started.
#[expect(clippy::expect_used, reason = "for tests")]
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("cannot start a tokio runtime").block_on(future)
}

async fn run_on(server: &str, sql: &str) -> Result<(), sea_orm::DbErr> {
    Compat::new(async {
        let mut options = ConnectOptions::new(server);
        options.max_connections(1).sqlx_logging(false);
        let db = Database::connect(options).await?;
        let result = db.execute_unprepared(sql).await.map(|_| ());
        db.close().await?;
        result
    })
    .await
}

/// Different for every test of every process that shares a server.
fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let now = chrono::Utc::now().timestamp_micros();
    format!("test_{}_{now}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Makes a test module with one test for each backend from an `async fn(TestDatabase)`.
///
/// ```
/// use migration_kit::testing::TestDatabase;
///
/// async fn a_pool_answers(database: TestDatabase) {
///     database.connect().await.ping().await.unwrap();
/// }
/// migration_kit::on_each_backend!(a_pool_answers);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! on_each_backend {
    ($($test:ident),* $(,)?) => {$(
        mod $test {
            use $crate::testing::{TestDatabase, block_on};

            fn run(backend: $crate::testing::Backend) {
                block_on(async { super::$test(TestDatabase::create(backend).await).await });
            }

            #[test]
            fn on_sqlite() {
                run($crate::testing::Backend::Sqlite);
            }

            #[test]
            #[ignore = "needs PostgreSQL: cargo xtask test"]
            fn on_postgres() {
                run($crate::testing::Backend::Postgres);
            }

            #[test]
            #[ignore = "needs MySQL or MariaDB: cargo xtask test"]
            fn on_mysql() {
                run($crate::testing::Backend::MySql);
            }
        }
    )*};
}
