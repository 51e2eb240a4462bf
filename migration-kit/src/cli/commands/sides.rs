//! What the entities and the migrations say, on SQLite and on each server, in throw-away databases that go in any case.

use std::time::Duration;

use futures_util::future::try_join;

use crate::Backend;
use crate::apply::Steps;
use crate::cli::prompt;
use crate::diff::{Side, keep};
use crate::schema::Schema;
use crate::source::{Entities, Scratch, Server, declared, refuse_unlisted, replayed, stays_inside};
use crate::{Error, Target};

/// Both sides of every backend, and the throw-away databases that they were read from.
#[derive(Default)]
pub(super) struct Made {
    /// One for the entities, one for the migrations.
    scratches: Vec<(Scratch, Scratch)>,
    /// Every database's name, noted before it is created.
    names: Vec<(Server, String)>,
}

impl Made {
    /// Reads both sides on SQLite, and on each server.
    pub(super) async fn read(
        &mut self,
        target: &Target,
        steps: &Steps,
        entities: &Entities,
    ) -> Result<Vec<Side>, Error> {
        refuse_unlisted(entities)?;
        // Only PostgreSQL has schemas, so what names one is not meant for SQLite.
        #[cfg(feature = "sqlx-sqlite")]
        if target.backend() != Backend::Postgres || !entities.name_schemas() {
            self.pair_in_memory().await?;
        }
        for server in Server::from_env(target)? {
            self.pair_on(&server, steps).await?;
        }
        let mut sides = Vec::new();
        for (for_entities, for_migrations) in &self.scratches {
            // Each has a database of its own, and most of the time is spent waiting for it.
            let (migrations, mut wanted) =
                try_join(replayed(steps, for_migrations), declared(entities, for_entities)).await?;
            keep(&mut wanted, &migrations, entities.kept().iter().map(|kept| kept.name));
            sides.push(Side { backend: for_entities.database(), entities: wanted, migrations });
        }
        Ok(sides)
    }

    /// Two databases in memory, one for each side.
    #[cfg(feature = "sqlx-sqlite")]
    pub(super) async fn pair_in_memory(&mut self) -> Result<(), Error> {
        self.scratches.push((Scratch::in_memory().await?, Scratch::in_memory().await?));
        Ok(())
    }

    /// Two databases on a server, for steps that stay inside.
    pub(super) async fn pair_on(&mut self, server: &Server, steps: &Steps) -> Result<(), Error> {
        stays_inside(steps, server).await?;
        let pair = (self.on(server).await?, self.on(server).await?);
        self.scratches.push(pair);
        Ok(())
    }

    /// The pair that was made last: the entities' database, and that of the migrations.
    pub(super) fn last(&self) -> Option<&(Scratch, Scratch)> {
        self.scratches.last()
    }

    /// What the migrations make on the kind of database that the target is.
    pub(super) async fn replayed(&mut self, target: &Target, steps: &Steps) -> Result<Schema, Error> {
        let scratch = self.like(target, Some(steps)).await?;
        let schema = replayed(steps, &scratch).await;
        scratch.discard().await;
        schema
    }

    /// What the entities make there.
    pub(super) async fn declared(
        &mut self,
        target: &Target,
        entities: &Entities,
    ) -> Result<(Backend, Schema), Error> {
        refuse_unlisted(entities)?;
        let scratch = self.like(target, None).await?;
        let schema = declared(entities, &scratch).await;
        let backend = scratch.database();
        scratch.discard().await;
        Ok((backend, schema?))
    }

    /// A throw-away database of the kind that the target is, on which these steps may be run.
    async fn like(&mut self, target: &Target, steps: Option<&Steps>) -> Result<Scratch, Error> {
        let backend = target.backend();
        let server =
            Server::from_env(target)?.into_iter().find(|server| server.target().backend() == backend);
        match server {
            Some(server) => {
                if let Some(steps) = steps {
                    stays_inside(steps, &server).await?;
                }
                self.on(&server).await
            }
            #[cfg(feature = "sqlx-sqlite")]
            None => Scratch::in_memory().await,
            #[cfg(not(feature = "sqlx-sqlite"))]
            None => Err(Error::config("there is no server for a throw-away database")),
        }
    }

    /// The throw-away databases that hold what the migrations have made.
    pub(super) fn replays(&self) -> impl Iterator<Item = &Scratch> {
        self.scratches.iter().map(|(_, migrations)| migrations)
    }

    async fn on(&mut self, server: &Server) -> Result<Scratch, Error> {
        let name = Server::unique_name();
        self.names.push((server.clone(), name.clone()));
        Scratch::named(server, name).await
    }

    /// Drops them all.
    async fn discard(self) {
        for scratch in self.scratches.into_iter().flat_map(|(one, other)| [one, other]) {
            scratch.discard().await;
        }
        for (server, name) in &self.names {
            server.remove(name).await;
        }
    }
}

/// Does the work with throw-away databases and drops them, also when it fails or is interrupted.
pub(super) async fn with<T>(work: impl AsyncFnOnce(&mut Made) -> Result<T, Error>) -> Result<T, Error> {
    let mut made = Made::default();
    let result = tokio::select! {
        result = work(&mut made) => result,
        () = interrupted() => {
            // What was sent last reaches its server before the question whether it is busy with that.
            tokio::time::sleep(Duration::from_millis(200)).await;
            Err(prompt::interrupted())
        }
    };
    made.discard().await;
    result
}

/// Completes on Ctrl-C, and on the SIGTERM of a job that takes too long.
async fn interrupted() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        return;
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
