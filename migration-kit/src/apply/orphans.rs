//! SQLite: makes sure that no migration leaves rows without their parents. In go the connection and
//! what is known of such rows, out comes an error for the migration that adds one.

use sea_orm::{DatabaseExecutor, DbErr};

use crate::ops::connection::Db;
use crate::ops::foreign_keys::{self, Orphans};

/// The rows without parents, as they were before the next migration.
pub(super) struct Guard {
    orphans: Orphans,
    /// The database was empty before several migrations that share a transaction: so many rows had
    /// this connection written. While there is no row at all none can be without its parents.
    empty_at: Option<i64>,
}

impl Guard {
    /// For one migration, after which it is looked in any case.
    pub(super) async fn of_one(
        db: &DatabaseExecutor<'_>,
        known: Option<Orphans>,
    ) -> Result<Self, DbErr> {
        let orphans = match known {
            Some(known) => known,
            None => foreign_keys::check(&mut Db::Executor(db)).await?,
        };
        Ok(Self { orphans, empty_at: None })
    }

    /// For several migrations. There may be tables of somebody else's, which may have rows.
    pub(super) async fn of_several(
        db: &DatabaseExecutor<'_>,
        known: Option<Orphans>,
    ) -> Result<Self, DbErr> {
        let one = Self::of_one(db, known).await?;
        let tables = "SELECT CAST(count(*) AS TEXT) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'seaql%'";
        let is_used = number(db, tables).await? != 0;
        let written = number(db, WRITTEN).await?;
        Ok(Self { empty_at: (!is_used).then_some(written), ..one })
    }

    /// Looks once one has run. Asking whether a row was written takes longer than most migrations,
    /// so one that is known to write none is believed until the end.
    pub(super) async fn check(
        &mut self,
        db: &DatabaseExecutor<'_>,
        may_write: bool,
    ) -> Result<(), DbErr> {
        if let Some(written) = self.empty_at
            && (!may_write || number(db, WRITTEN).await? == written)
        {
            return Ok(());
        }
        self.empty_at = None;
        let after = foreign_keys::check(&mut Db::Executor(db)).await?;
        self.orphans.compare(&after)?;
        self.orphans = after;
        Ok(())
    }

    /// Looks once more, before the record, and gives the rows without parents there are now.
    /// (CREATE TABLE … AS is not counted, and makes no foreign key.)
    pub(super) async fn end(self, db: &DatabaseExecutor<'_>) -> Result<Orphans, DbErr> {
        match self.empty_at {
            // Which migration it was is found out when they run one by one.
            Some(written) if number(db, WRITTEN).await? != written => {
                Err(DbErr::Migration("a migration wrote rows that was not expected to".to_owned()))
            }
            _ => Ok(self.orphans),
        }
    }
}

/// <https://www.sqlite.org/lang_corefunc.html#total_changes>
const WRITTEN: &str = "SELECT CAST(total_changes() AS TEXT)";

async fn number(db: &DatabaseExecutor<'_>, sql: &str) -> Result<i64, DbErr> {
    let rows = Db::Executor(db).rows::<1>(sql, &[]).await?;
    let text = rows.first().and_then(|[text]| text.as_deref());
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
}
