//! What the entities and the migrations say, on SQLite and on each server, in shadow databases that
//! are dropped in any case.

use std::time::Duration;

use futures_util::future::try_join;

use super::catalog::Catalog;
use crate::Backend;
use crate::apply::Migrations;
use crate::cli::prompt;
use crate::desired::{Entities, desired, refuse_unlisted};
use crate::diff::{OnBackend, Side, add_unmanaged};
use crate::schema::Schema;
use crate::shadow::{Rows, Server, Shadow, Unverified, Verified, current, stays_inside, verify};
use crate::{Error, Target};

/// Both sides of every backend, and the shadow databases that they were read from.
#[derive(Default)]
pub(super) struct Made {
    /// One for the entities, one for the migrations.
    shadows: Vec<(Shadow, Shadow)>,
    /// Every database's name, noted before it is created.
    names: Vec<(Server, String)>,
}

impl Made {
    /// Reads both sides on SQLite, and on each server.
    pub(super) async fn read(
        &mut self,
        target: &Target,
        migrations: &Migrations,
        entities: &Entities,
    ) -> Result<Vec<Side>, Error> {
        refuse_unlisted(entities)?;
        // SQLite has no schemas, so what names one is not meant for it.
        #[cfg(feature = "sqlx-sqlite")]
        if !entities.name_schemas_of(target.backend()) {
            self.pair_in_memory().await?;
        }
        for server in Server::from_env(target)? {
            self.pair_on(&server, migrations).await?;
        }
        let mut sides = Vec::new();
        for (for_entities, for_migrations) in &self.shadows {
            // Each has a database of its own, and most of the time is spent waiting for it.
            let (current, mut desired) =
                try_join(current(migrations, for_migrations), desired(entities, for_entities))
                    .await?;
            add_unmanaged(
                &mut desired,
                &current,
                entities.all_unmanaged().iter().map(|object| object.name),
            );
            sides.push(Side { backend: for_entities.database(), desired, current });
        }
        Ok(sides)
    }

    /// Two databases in memory, one for each side.
    pub(super) async fn pair_in_memory(&mut self) -> Result<(), Error> {
        self.shadows.push((Shadow::in_memory().await?, Shadow::in_memory().await?));
        Ok(())
    }

    /// Two databases on a server, for migrations that stay inside.
    pub(super) async fn pair_on(
        &mut self,
        server: &Server,
        migrations: &Migrations,
    ) -> Result<(), Error> {
        stays_inside(migrations, server).await?;
        let pair = (self.on(server).await?, self.on(server).await?);
        self.shadows.push(pair);
        Ok(())
    }

    /// The pair that was made last: the entities' database, and that of the migrations.
    pub(super) fn last(&self) -> Option<&(Shadow, Shadow)> {
        self.shadows.last()
    }

    /// What the migrations make on the kind of database that the target is.
    pub(super) async fn current(
        &mut self,
        target: &Target,
        migrations: &Migrations,
    ) -> Result<Catalog, Error> {
        let shadow = self.like(target, Some(migrations)).await?;
        let read = async {
            let schema = current(migrations, &shadow).await?;
            let own = migrations.own_tables();
            let own = own.each_ref().map(String::as_str);
            Ok(Catalog { schema, definitions: shadow.definitions(&own).await? })
        };
        let read = read.await;
        shadow.discard().await;
        read
    }

    /// What the entities make there.
    pub(super) async fn desired(
        &mut self,
        target: &Target,
        entities: &Entities,
    ) -> Result<(Backend, Schema), Error> {
        refuse_unlisted(entities)?;
        let shadow = self.like(target, None).await?;
        let schema = desired(entities, &shadow).await;
        let backend = shadow.database();
        shadow.discard().await;
        Ok((backend, schema?))
    }

    /// A shadow database of the kind that the target is, on which these migrations may be run.
    async fn like(
        &mut self,
        target: &Target,
        migrations: Option<&Migrations>,
    ) -> Result<Shadow, Error> {
        let backend = target.backend();
        let server = Server::from_env(target)?
            .into_iter()
            .find(|server| server.target().backend() == backend);
        match server {
            Some(server) => {
                if let Some(migrations) = migrations {
                    stays_inside(migrations, &server).await?;
                }
                self.on(&server).await
            }
            #[cfg(feature = "sqlx-sqlite")]
            None => Shadow::in_memory().await,
            #[cfg(not(feature = "sqlx-sqlite"))]
            None => Err(Error::environment("there is no server for a shadow database")),
        }
    }

    /// The shadow databases: those of the entities, and beside them those that hold what the
    /// migrations have made.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Shadow, &Shadow)> {
        self.shadows.iter().map(|(entities, migrations)| (entities, migrations))
    }

    /// Verifies a change on each backend that was read, with rows in its tables unless they are in
    /// the way.
    pub(super) async fn verify(
        &mut self,
        changes: &mut [OnBackend],
        migrations: &Migrations,
    ) -> Result<Vec<(Backend, Verified)>, Error> {
        let own = migrations.own_tables();
        let own = own.each_ref().map(String::as_str);
        let mut verified = Vec::new();
        for at in 0..self.shadows.len() {
            let Some((entities, replayed)) = self.shadows.get(at) else { break };
            let backend = replayed.database();
            let is_of = |on: &&mut OnBackend| on.backend == backend && !on.is_empty();
            let Some(on) = changes.iter_mut().find(is_of) else { continue };
            let mut result = verify(on, (entities, replayed), &own, Rows::Edges).await;
            for fewer in [Rows::Usual, Rows::None] {
                let Err(Unverified::InTheWay(why)) = &result else { break };
                on.without_rows = (fewer == Rows::None).then(|| {
                    format!("any table, because those that were made up are in its way: {why}")
                });
                self.replay_anew(at, migrations).await?;
                let Some((entities, replayed)) = self.shadows.get(at) else { break };
                result = verify(on, (entities, replayed), &own, fewer).await;
            }
            match result {
                Ok(of) => {
                    if let Some((first, why)) = of.without_rows.first() {
                        let names = of.without_rows.iter().map(|(table, _)| table.as_str());
                        let names = names.collect::<Vec<_>>().join(", ");
                        on.without_rows =
                            Some(format!("{names}, because {first} took none: {why}"));
                    }
                    verified.push((backend, of));
                }
                Err(Unverified::Refused(error)) => return Err(error),
                Err(Unverified::InTheWay(why)) => return Err(Error::internal(why)),
            }
        }
        Ok(verified)
    }

    /// Replays the migrations on a database that has seen nothing else.
    async fn replay_anew(&mut self, at: usize, migrations: &Migrations) -> Result<(), Error> {
        let server = self.shadows.get(at).and_then(|(_, replayed)| replayed.server().cloned());
        let anew = match server {
            Some(server) => self.on(&server).await?,
            None => Shadow::in_memory().await?,
        };
        if let Some((_, replayed)) = self.shadows.get_mut(at) {
            std::mem::replace(replayed, anew).discard().await;
        }
        if let Some((_, replayed)) = self.shadows.get(at) {
            current(migrations, replayed).await?;
        }
        Ok(())
    }

    async fn on(&mut self, server: &Server) -> Result<Shadow, Error> {
        let name = Server::unique_name();
        self.names.push((server.clone(), name.clone()));
        Shadow::named(server, name).await
    }

    /// Drops them all.
    async fn discard(self) {
        for shadow in self.shadows.into_iter().flat_map(|(one, other)| [one, other]) {
            shadow.discard().await;
        }
        for (server, name) in &self.names {
            server.remove(name).await;
        }
    }
}

/// Does the work with shadow databases and drops them, also when it fails or is interrupted.
pub(super) async fn with<T>(
    work: impl AsyncFnOnce(&mut Made) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut made = Made::default();
    let result = tokio::select! {
        result = work(&mut made) => result,
        () = interrupted() => {
            // What was sent last reaches its server before the question whether it is busy with
            // that.
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
    if let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
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
