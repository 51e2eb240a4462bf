//! The databases and the role of a case, made before it and dropped after it.

use std::collections::BTreeSet;
use std::sync::Mutex;

use migration_kit::testing::{Backend, TestDatabase};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection,
};

use crate::case::On;
use crate::look::texts;

/// Databases of a server that were used and are empty again: making and dropping one costs it more
/// than a case.
#[derive(Default)]
pub struct Pool(Mutex<Vec<TestDatabase>>);

pub struct Stage {
    database: TestDatabase,
    backend: Backend,
    name: String,
    texts: BTreeSet<&'static str>,
    folder: Option<tempfile::TempDir>,
}

impl Stage {
    pub async fn set(backend: Backend, on: Option<On>, pool: &Pool) -> Self {
        let used = pool.0.lock().unwrap().pop();
        let database = match used {
            Some(used) => used,
            None => TestDatabase::create(backend).await,
        };
        let url = database.url().split('?').next().unwrap_or_default().to_owned();
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        let texts = on.iter().flat_map(On::texts).collect();
        let folder = (backend == Backend::Sqlite).then(|| tempfile::tempdir().unwrap());
        let stage = Self { database, backend, name, texts, folder };
        let db = stage.connect().await;
        let mut statements = vec!["CREATE TABLE session (name varchar(99), value text)".to_owned()];
        match backend {
            Backend::Postgres => {
                // A role that leaks shall be seen by what it owns, and not fail before.
                statements.push("GRANT CREATE ON SCHEMA public TO PUBLIC".to_owned());
                statements.push("GRANT ALL ON session TO PUBLIC".to_owned());
                if stage.uses("{role}") {
                    statements.push(stage.expanded("CREATE ROLE {role}"));
                    let all = ["TABLES", "SEQUENCES"].map(|kind| {
                        format!("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON {kind} TO PUBLIC")
                    });
                    statements.extend(all);
                }
            }
            Backend::MySql => {
                statements.extend(
                    stage.uses("{other}").then(|| stage.expanded("CREATE DATABASE {other}")),
                );
                statements
                    .extend(stage.uses("{role}").then(|| stage.expanded("CREATE ROLE {role}")));
            }
            _ => {}
        }
        let setup = on.map(|on| on.setup).unwrap_or_default();
        statements.extend(setup.iter().map(|text| stage.expanded(text)));
        run(&db, statements).await;
        db.close().await.unwrap();
        stage
    }

    pub fn url(&self) -> &str {
        self.database.url()
    }

    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// A text with the names of this stage. Texts of plans live as long as the program, and so do
    /// these.
    pub fn text(&self, text: &str) -> &'static str {
        self.expanded(text).leak()
    }

    pub fn expanded(&self, text: &str) -> String {
        let file =
            self.folder.as_ref().map(|folder| folder.path().join("other.db").display().to_string());
        text.replace("{db}", &self.name)
            .replace("{other}", &format!("{}_other", self.name))
            .replace("{role}", &format!("{}_role", self.name))
            .replace("{file}", &file.unwrap_or_default())
    }

    /// The names of this stage as they stand in the cases, so that stages can be compared.
    pub fn neutral(&self, text: &str) -> String {
        text.replace(&self.name, "{db}")
    }

    fn uses(&self, name: &str) -> bool {
        self.texts.iter().any(|text| text.contains(name))
    }

    /// Another client than the kit.
    pub async fn connect(&self) -> DatabaseConnection {
        connect(self.url()).await
    }

    /// Leaves nothing behind but an empty database, on PostgreSQL for the next case. (A drop may
    /// wait for the server, which a task must not.)
    pub async fn strike(self, pool: &Pool) {
        let (other, role) = (self.uses("{other}"), self.uses("{role}"));
        let [drop_other, drop_owned, drop_role] = [
            "DROP DATABASE IF EXISTS {other}",
            "DROP OWNED BY {role} CASCADE",
            "DROP ROLE IF EXISTS {role}",
        ]
        .map(|sql| self.expanded(sql));
        if self.backend == Backend::Sqlite {
            return;
        }
        let db = self.connect().await;
        let mut statements: Vec<String> = Vec::new();
        match self.backend {
            Backend::Postgres => {
                statements.extend(texts(&db, SCHEMAS).await);
                statements.push("CREATE SCHEMA public".to_owned());
                statements.push("GRANT USAGE ON SCHEMA public TO PUBLIC".to_owned());
                statements.extend(role.then_some(drop_owned));
            }
            _ => statements.extend(other.then_some(drop_other)),
        }
        statements.extend(role.then_some(drop_role));
        run(&db, statements).await;
        db.close().await.unwrap();
        match self.backend {
            Backend::Postgres => pool.0.lock().unwrap().push(self.database),
            _ => tokio::task::spawn_blocking(move || drop(self.database)).await.unwrap(),
        }
    }
}

/// Whoever is still connected goes, and then each schema.
const SCHEMAS: &str = "SELECT 'DROP SCHEMA ' || quote_ident(nspname) || ' CASCADE' FROM pg_namespace, \
    (SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
     WHERE datname = current_database() AND pid <> pg_backend_pid()) AS gone \
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'";

async fn run(db: &DatabaseConnection, statements: Vec<String>) {
    for sql in statements {
        db.execute_unprepared(&sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}
