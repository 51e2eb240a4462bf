//! Shadow databases: in memory for SQLite, a database of its own on a server. Never inside the
//! user's database. Migrations go in, out come the current schema, whether a generated migration
//! does what it says, and whether a history goes there and back.

mod current;
mod mark;
mod reach;
#[cfg(feature = "cli")]
mod round_trip;
mod rows;
mod server;
mod verify;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr};

pub use current::current;
pub use reach::stays_inside;
#[cfg(feature = "cli")]
pub(crate) use round_trip::{RoundTrip, round_trip};
pub use server::Server;
pub use verify::{Rows, Unverified, Verified, verify};

use crate::Backend;
use crate::Error;
use crate::connect::open_on_server;
use crate::stage::timed;
#[cfg(feature = "cli")]
use crate::witness::unfollowed;
use crate::witness::{Definitions, definitions};

/// The schema of PostgreSQL that is the default one in a shadow database.
pub(crate) const DEFAULT_SCHEMA: &str = "public";

/// The name of the stage.
const MAKE: &str = "make the database";

/// A shadow database. [`Shadow::discard`] drops it; one that a killed process left behind is swept
/// by a later run.
pub struct Shadow {
    db: DatabaseConnection,
    server: Option<(Server, String)>,
}

impl Shadow {
    /// An SQLite database in memory.
    ///
    /// # Errors
    /// [`Error::Connect`] when SQLite refuses, [`Error::Environment`] when its driver is not
    /// compiled in.
    pub async fn in_memory() -> Result<Self, Error> {
        let target = crate::Target::parse("sqlite::memory:?cache=private")?;
        let db = timed(MAKE, "SQLite", open_on_server(&target, None)).await?;
        Ok(Self { db, server: None })
    }

    /// A database of its own on a server, with the encoding and the collation of the one that the
    /// server's URL names.
    ///
    /// # Errors
    /// [`Error::Connect`] when the server is out of reach, [`Error::Database`] when the role may
    /// not create databases: then SHADOW_POSTGRES_URL or SHADOW_MYSQL_URL has to name a server
    /// where it may.
    #[cfg(feature = "testing")]
    pub async fn on(server: &Server) -> Result<Self, Error> {
        Self::named(server, Server::unique_name()).await
    }

    /// The same under a name of [`Server::unique_name`], with which it can be removed should this
    /// be cancelled.
    pub async fn named(server: &Server, name: String) -> Result<Self, Error> {
        let backend = server.target().backend().name();
        timed(MAKE, backend, server.create(&name)).await?;
        match timed(MAKE, backend, connect(server, &name)).await {
            Ok(db) => Ok(Self { db, server: Some((server.clone(), name)) }),
            Err(error) => {
                server.remove(&name).await;
                Err(error)
            }
        }
    }

    /// What its server itself says of it, without the tables of the default schema in `ignored`.
    ///
    /// # Errors
    /// [`Error::Database`] when it cannot be read.
    pub async fn definitions(&self, ignored: &[&str]) -> Result<Definitions, Error> {
        definitions(&self.db, ignored).await.map_err(unread)
    }

    /// What its server leaves as it is when what that names is renamed or goes.
    ///
    /// # Errors
    /// [`Error::Database`] when it cannot be read.
    #[cfg(feature = "cli")]
    pub(crate) async fn unfollowed(&self) -> Result<Definitions, Error> {
        unfollowed(&self.db).await.map_err(unread)
    }

    /// The one connection to it.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.db
    }

    /// The server that it is on; none in memory.
    #[cfg(feature = "cli")]
    pub(crate) fn server(&self) -> Option<&Server> {
        self.server.as_ref().map(|(server, _)| server)
    }

    /// Drops the database.
    pub async fn discard(self) {
        // What cannot be closed or dropped now is swept by a later run.
        let _ = self.db.close_by_ref().await;
        if let Some((server, name)) = &self.server {
            server.remove(name).await;
        }
    }

    /// What kind of database it is.
    pub fn database(&self) -> Backend {
        Backend::of(&self.db)
    }

    /// The same in words.
    pub fn backend(&self) -> &'static str {
        self.database().name()
    }
}

/// Connects to the new database and makes sure that it is that one: nothing may ever be run in
/// another.
async fn connect(server: &Server, name: &str) -> Result<DatabaseConnection, Error> {
    let db = open_on_server(server.target(), Some(name)).await?;
    let failed = |source: DbErr| Error::Database {
        doing: "set up a shadow database".to_owned(),
        source,
        hint: None,
    };
    let ask = server.statements().map_err(failed)?.enter();
    let row = db.query_one_raw(Backend::of(&db).statement(ask)).await.map_err(failed)?;
    let current: Option<String> = row.and_then(|row| row.try_get_by_index(0).ok());
    if current.as_deref() == Some(name) {
        return Ok(db);
    }
    let _ = db.close().await;
    Err(Error::environment(format!(
        "the connection to the shadow database {name} went to another one"
    )))
}

/// That a shadow database cannot be read.
fn unread(source: DbErr) -> Error {
    Error::Database { doing: "read the shadow database".to_owned(), source, hint: None }
}
