//! Throw-away databases: in memory for SQLite, a database of its own on a server. Never inside the user's database.

mod server;

use sea_orm::{DatabaseConnection, DbBackend};

pub use server::Server;

use crate::apply::open_scratch;
use crate::{Error, Target};

/// A throw-away database. [`Scratch::discard`] drops it; one that a killed process left behind is swept by the next run.
pub struct Scratch {
    db: DatabaseConnection,
    server: Option<(Server, String)>,
}

impl Scratch {
    /// An SQLite database in memory.
    ///
    /// # Errors
    /// [`Error::Connect`] when SQLite refuses.
    pub async fn in_memory() -> Result<Self, Error> {
        let db = open_scratch(&Target::parse("sqlite::memory:")?).await?;
        Ok(Self { db, server: None })
    }

    /// A database of its own on a server, with the encoding and the collation of the one that the server's URL names.
    ///
    /// # Errors
    /// [`Error::Connect`] when the server is out of reach, [`Error::Database`] when the role may not create databases:
    /// then SHADOW_POSTGRES_URL or SHADOW_MYSQL_URL has to name a server where it may.
    pub async fn on(server: &Server) -> Result<Self, Error> {
        let name = server.create().await?;
        match open_scratch(&server.target_of(&name)?).await {
            Ok(db) => Ok(Self { db, server: Some((server.clone(), name)) }),
            Err(error) => {
                server.remove(&name).await;
                Err(error)
            }
        }
    }

    /// The one connection to it.
    pub(super) fn connection(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Drops the database.
    pub async fn discard(self) {
        // What cannot be closed or dropped now is swept by the next run.
        let _ = self.db.close_by_ref().await;
        if let Some((server, name)) = &self.server {
            server.remove(name).await;
        }
    }

    /// What kind of database it is.
    pub fn database(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    /// The same in words.
    pub fn backend(&self) -> &'static str {
        crate::target::name(self.database())
    }
}
