//! Taking the lock: what is looked at before and after, and a connection that is cut while it
//! waits.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};
use tokio::time::{sleep, timeout};

use super::Session;
use crate::Error;
use crate::apply::Migrations;
use crate::apply::lock::{Lock, LockKind, Locking, Waiting, pooler};
use crate::connect::is_disconnected;
use crate::dialect::lease;
use crate::dialect::session::PoolerShows;
use crate::error::{doing, reason};

/// What a look at the sessions has found.
#[derive(Debug, PartialEq, Eq)]
enum Sessions {
    /// The connection has one for itself, as far as can be seen.
    Own,
    /// The connection was lost, and the pool has opened another one, which has none of the
    /// settings.
    Replaced,
    /// A pooler shares them.
    Shared,
}

impl Session {
    /// Waits for the lock until its deadline. What cuts the connection meanwhile, such as a server
    /// that is restarted, does not end the waiting.
    pub(super) async fn take_lock(&mut self, migrations: &Migrations) -> Result<Lock, Error> {
        let mut waiting = Waiting::new(&self.options);
        let mut is_new = false;
        loop {
            match self.try_to_lock(migrations, &mut waiting, is_new).await {
                Ok(Some(lock)) => return Ok(lock),
                Ok(None) => {}
                Err(error) if self.was_cut(&error) && !waiting.left().is_zero() => {
                    tracing::warn!("{error}; connecting again to wait for the migration lock");
                    if !reconnect(&self.db, &waiting).await {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
            is_new = true;
        }
    }

    /// Makes the settings of the session and takes the lock; nothing when its connection was
    /// replaced meanwhile.
    ///
    /// Where the server itself answers, finding that out costs one more connection, with one query:
    /// what the first one says of its session comes with statements that are sent anyway.
    async fn try_to_lock(
        &mut self,
        migrations: &Migrations,
        waiting: &mut Waiting,
        is_new: bool,
    ) -> Result<Option<Lock>, Error> {
        let asked = lease::of(self.backend()).server(&self.db).await;
        let server = asked.map_err(|e| doing("find out what the server is".to_owned(), e))?;
        let kind = if server.needs_lease { LockKind::Lease } else { self.options.lock };
        let is_session = kind == LockKind::Session;
        let shows = self.dialect().pooler_shows();
        // Before anything is set or taken, because it would be left behind in a session of somebody
        // else's.
        if let Some(session) = server.session.filter(|_| is_session)
            && shows == PoolerShows::AtOnce
            && pooler::is_shared(&self.db, session).await
        {
            return Err(pooler::refused());
        }
        let mut sessions = vec![server.session];
        if !self.is_pooled() {
            if is_new {
                self.set_search_path().await?;
            }
            sessions.push(self.set_time_outs().await?);
        }
        // Where a pooler shows with the lock, a connection that was opened again is in another
        // session without one.
        let compares = is_session && !(is_new && shows == PoolerShows::WithTheLock);
        match self.compare(compares, &sessions).await? {
            Sessions::Own => {}
            Sessions::Replaced => return Ok(None),
            Sessions::Shared => return Err(pooler::refused()),
        }
        let table = migrations.table.to_string();
        let locking =
            Locking { db: &self.db, table: &table, options: &self.options, owner: &self.name };
        let lock = locking.acquire(kind, waiting).await?;
        sessions.push(lock.session());
        let compared = match self.compare(compares, &sessions).await {
            Ok(Sessions::Own) if is_session && shows == PoolerShows::WithTheLock => {
                match lock.session() {
                    Some(session) if pooler::is_shared(&self.db, session).await => {
                        Ok(Sessions::Shared)
                    }
                    _ => Ok(Sessions::Own),
                }
            }
            compared => compared,
        };
        match compared {
            Ok(Sessions::Own) => Ok(Some(lock)),
            other => {
                lock.release(&self.db).await;
                match other? {
                    Sessions::Shared => Err(pooler::refused()),
                    Sessions::Own | Sessions::Replaced => Ok(None),
                }
            }
        }
    }

    /// Compares the sessions in which the connection was, the last one being that of now.
    async fn compare(&self, is_session: bool, sessions: &[Option<i64>]) -> Result<Sessions, Error> {
        let sessions: Vec<i64> = sessions.iter().copied().flatten().collect();
        let Some((now, before)) = sessions.split_last().filter(|_| is_session) else {
            return Ok(Sessions::Own);
        };
        let Some(other) = before.iter().find(|other| *other != now) else {
            return Ok(Sessions::Own);
        };
        if let Some(ask) = self.dialect().is_alive(*other)
            && self.answers_yes(ask).await?
        {
            return Ok(Sessions::Shared);
        }
        tracing::debug!(
            "the connection was replaced: it was session {other}, and is session {now}"
        );
        Ok(Sessions::Replaced)
    }

    async fn answers_yes(&self, ask: Statement) -> Result<bool, Error> {
        let answer = async {
            let row = self.db.query_one_raw(ask).await?;
            row.map(|row| row.try_get_by_index(0)).transpose().map(Option::unwrap_or_default)
        };
        answer.await.map_err(|e| doing("find out what the server is".to_owned(), e))
    }

    /// Whether an error says that the connection is gone, and another one may be opened in its
    /// place.
    fn was_cut(&self, error: &Error) -> bool {
        let Error::Database { source, .. } = error else { return false };
        !self.borrowed && self.dialect().can_be_cut() && is_disconnected(source)
    }
}

/// Until there is a connection again, or the time for it is over.
async fn reconnect(db: &DatabaseConnection, waiting: &Waiting) -> bool {
    const PAUSE: Duration = Duration::from_millis(200);
    loop {
        let left = waiting.left();
        if left.is_zero() {
            return false;
        }
        match timeout(left, db.ping()).await {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => tracing::debug!("cannot connect yet: {}", reason(&error)),
            Err(_) => return false,
        }
        sleep(PAUSE.min(left)).await;
    }
}
