//! The databases and the role of a case, made before it and dropped after it.

use std::collections::BTreeSet;

use migration_kit::testing::{DbBackend, TestDatabase};
use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};

use crate::case::On;

pub struct Stage {
    database: TestDatabase,
    backend: DbBackend,
    name: String,
    texts: BTreeSet<&'static str>,
    folder: Option<tempfile::TempDir>,
}

impl Stage {
    pub async fn set(backend: DbBackend, on: Option<On>) -> Self {
        let database = TestDatabase::create(backend).await;
        let url = database.url().split('?').next().unwrap_or_default().to_owned();
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        let texts = on.iter().flat_map(On::texts).collect();
        let folder = (backend == DbBackend::Sqlite).then(|| tempfile::tempdir().unwrap());
        let stage = Self { database, backend, name, texts, folder };
        let db = stage.connect().await;
        let mut statements = vec!["CREATE TABLE session (name varchar(99), value text)".to_owned()];
        match backend {
            DbBackend::Postgres => {
                // A role that leaks shall be seen by what it owns, and not fail before.
                statements.push("GRANT CREATE ON SCHEMA public TO PUBLIC".to_owned());
                statements.push("GRANT ALL ON session TO PUBLIC".to_owned());
                statements.extend(stage.uses("{role}").then(|| stage.expanded("CREATE ROLE {role}")));
            }
            DbBackend::MySql => {
                statements.extend(stage.uses("{other}").then(|| stage.expanded("CREATE DATABASE {other}")));
                statements.extend(stage.uses("{role}").then(|| stage.expanded("CREATE ROLE {role}")));
            }
            _ => {}
        }
        let setup = on.map(|on| on.setup).unwrap_or_default();
        statements.extend(setup.iter().map(|text| stage.expanded(text)));
        for sql in statements {
            db.execute_unprepared(&sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        }
        db.close().await.unwrap();
        stage
    }

    pub fn url(&self) -> &str {
        self.database.url()
    }

    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    /// A text with the names of this stage. Texts of plans live as long as the program, and so do these.
    pub fn text(&self, text: &str) -> &'static str {
        self.expanded(text).leak()
    }

    pub fn expanded(&self, text: &str) -> String {
        let file = self.folder.as_ref().map(|folder| folder.path().join("other.db").display().to_string());
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

    /// Drops what is not in the database. (A drop may wait for the server, which a task must not.)
    pub async fn strike(self) {
        let (other, role) = (self.uses("{other}"), self.uses("{role}"));
        let (drop_other, drop_role) =
            (self.expanded("DROP DATABASE IF EXISTS {other}"), self.expanded("DROP ROLE IF EXISTS {role}"));
        let backend = self.backend;
        tokio::task::spawn_blocking(move || drop(self.database)).await.unwrap();
        let variable = match backend {
            DbBackend::Postgres => "TEST_POSTGRES_URL",
            DbBackend::MySql => "TEST_MYSQL_URL",
            _ => return,
        };
        if other || role {
            let db = connect(&std::env::var(variable).unwrap()).await;
            if other && backend == DbBackend::MySql {
                db.execute_unprepared(&drop_other).await.unwrap();
            }
            if role {
                db.execute_unprepared(&drop_role).await.unwrap();
            }
            db.close().await.unwrap();
        }
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}
