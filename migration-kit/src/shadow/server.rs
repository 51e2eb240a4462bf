//! A server on which shadow databases are made and dropped.
//!
//! A shadow database is known by the exact form of its name and by a mark of ours inside, which
//! also says since when it is there, by the server's clock. Only one that has both is ever swept;
//! what a user has called nearly so stays.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_compat::Compat;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, Statement};

use super::mark;
use crate::Backend;
use crate::connect::open_on_server;
use crate::dialect::shadow::{self, Place, Statements};
use crate::error::reason;
use crate::ops::ident;
use crate::{Error, Target, env};

/// A database server, known by the URL of one of its databases.
#[derive(Clone, Debug)]
pub struct Server {
    target: Target,
}

impl Server {
    /// The server of a database.
    pub fn of(target: Target) -> Self {
        Self { target }
    }

    /// The servers to use beside SQLite: those of SHADOW_POSTGRES_URL and SHADOW_MYSQL_URL, and for
    /// a backend without one the server of the database itself.
    ///
    /// # Errors
    /// [`Error::Environment`] for a URL that cannot be read.
    pub fn from_env(database: &Target) -> Result<Vec<Self>, Error> {
        let mut servers = Vec::new();
        for backend in Backend::ALL {
            let Place::OnServer(statements) = shadow::of(backend).place() else { continue };
            let variable = statements.variable();
            match env::var(variable) {
                Some(url) => {
                    let target = Target::parse(&url).map_err(|error| match error {
                        Error::Environment { message, hint } => Error::Environment {
                            message: message.replace("DATABASE_URL", variable),
                            hint,
                        },
                        other => other,
                    })?;
                    if target.backend() != backend {
                        return Err(Error::environment(format!(
                            "{variable} names another kind of database"
                        )));
                    }
                    servers.push(Self::of(target));
                }
                None if database.backend() == backend => servers.push(Self::of(database.clone())),
                None => {}
            }
        }
        Ok(servers)
    }

    /// Where it is.
    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Its SQL.
    pub(super) fn statements(&self) -> Result<&'static dyn Statements, DbErr> {
        let backend = self.target.backend();
        match shadow::of(backend).place() {
            Place::OnServer(statements) => Ok(statements),
            Place::InMemory => {
                let ctx = "shadow databases on a server";
                Err(DbErr::BackendNotSupported { db: backend.name(), ctx })
            }
        }
    }

    /// A name for a shadow database, which tells when it was made.
    pub fn unique_name() -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let now = chrono::Utc::now().timestamp_micros();
        format!(
            "{}{}_{now}_{}",
            mark::PREFIX,
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        )
    }

    /// Creates a database, after sweeping away what killed processes left.
    pub(super) async fn create(&self, name: &str) -> Result<(), Error> {
        let db = open_on_server(&self.target, None).await?;
        let created = async {
            self.sweep(&db).await?;
            let like = self.like_the_target(&db).await?;
            self.run(&db, &format!("CREATE DATABASE {}{like}", ident(self.target.backend(), name)))
                .await?;
            let marked = mark::set(&db, self.statements()?, name).await;
            if marked.is_err() {
                // Nobody would ever sweep it.
                self.drop(&db, name).await?;
            }
            marked
        };
        let created = created.await.map_err(|source| Error::Database {
            doing: format!("create a shadow database on the server of {}", self.target),
            source,
            hint: Some(
                "let SHADOW_POSTGRES_URL or SHADOW_MYSQL_URL name a server on which the role may create databases"
                    .to_owned(),
            ),
        });
        // The connection has served its purpose, whatever its end says.
        let _ = db.close().await;
        created
    }

    /// Drops a shadow database, if it is there. One that cannot be dropped is told, and left for
    /// the sweep of a later run.
    pub async fn remove(&self, name: &str) {
        let removed = async {
            let db = open_on_server(&self.target, None).await.map_err(|e| e.to_string())?;
            if let Some(is_busy) = self.statements().ok().and_then(Statements::is_busy) {
                self.wait_for_create(&db, is_busy, name).await;
            }
            let dropped = self.drop(&db, name).await.map_err(|e| reason(&e));
            let _ = db.close().await;
            dropped
        };
        if let Err(why) = removed.await {
            self.tell(name, &why);
        }
    }

    fn tell(&self, name: &str, why: &str) {
        tracing::warn!(
            "the shadow database {name} on the server of {} could not be dropped: {why}; a later run tries again",
            self.target
        );
    }

    /// On PostgreSQL also when a pooler still holds a connection to it: nobody else has business
    /// there.
    async fn drop(&self, db: &DatabaseConnection, name: &str) -> Result<(), DbErr> {
        let backend = self.target.backend();
        let force = match self.statements()?.knows_force() {
            Some(ask) => {
                let row = db.query_one_raw(backend.statement(ask)).await?;
                let knows =
                    row.is_some_and(|row| row.try_get_by_index::<bool>(0).unwrap_or_default());
                if knows { " WITH (FORCE)" } else { "" }
            }
            None => "",
        };
        self.run(db, &format!("DROP DATABASE IF EXISTS {}{force}", ident(backend, name))).await
    }

    /// After an interruption a server may be busy with a CREATE DATABASE that nobody waits for any
    /// more, and a database that is not there yet cannot be dropped. Ten seconds are more than it
    /// takes.
    async fn wait_for_create(&self, db: &DatabaseConnection, is_busy: &str, name: &str) {
        let backend = self.target.backend();
        for _ in 0..100 {
            let ask = Statement::from_sql_and_values(backend.into(), is_busy, [name.into()]);
            match db.query_one_raw(ask).await {
                Ok(Some(row)) if row.try_get_by_index(0).is_ok_and(|busy: bool| busy) => {
                    Compat::new(tokio::time::sleep(Duration::from_millis(100))).await;
                }
                _ => return,
            }
        }
    }

    /// Drops shadow databases that killed processes left: marked ones that are more than an hour
    /// old by the server's clock and that nobody has used for ten minutes.
    async fn sweep(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let statements = self.statements()?;
        for name in mark::abandoned(db, statements).await? {
            // Somebody else may be sweeping too, and then it is gone.
            if let Err(error) = self.drop(db, &name).await
                && mark::is_there(db, statements, &name).await.unwrap_or(true)
            {
                self.tell(&name, &reason(&error));
            }
        }
        Ok(())
    }

    /// The clauses that give a new database the encoding and the collation of the target's.
    async fn like_the_target(&self, db: &DatabaseConnection) -> Result<String, DbErr> {
        let ask = self.statements()?.clauses_like_current();
        let row = db.query_one_raw(self.target.backend().statement(ask)).await?;
        row.map_or(Ok(String::new()), |row| row.try_get_by_index(0))
    }

    async fn run(&self, db: &DatabaseConnection, sql: &str) -> Result<(), DbErr> {
        db.execute_unprepared(sql).await.map(|_| ())
    }
}
