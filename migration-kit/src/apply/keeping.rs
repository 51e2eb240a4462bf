//! What the record keeps for a migration that changes tables in use, so that it can go on where it
//! was ended.

use std::time::Duration;

use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use sea_orm_migration::async_trait;

use super::execution::Execution;
use super::failpoint;
use super::records::Records;
use crate::ops::online::Keeper;

/// The record of a migration that runs.
pub(super) struct Keeping<'a> {
    pub(super) records: &'a Records<'a>,
    pub(super) execution: &'a Execution<'a>,
}

/// What stands between two positions.
const BETWEEN: char = '\n';

#[async_trait::async_trait]
impl Keeper for Keeping<'_> {
    fn patience(&self) -> Duration {
        self.records.patience
    }

    async fn position(&self, db: &DatabaseConnection, id: &str) -> Result<Option<String>, DbErr> {
        let kept =
            self.records.tables.position(db, self.execution.version()).await?.unwrap_or_default();
        Ok(of(&kept, id).map(unescaped))
    }

    async fn keep(&self, db: &DatabaseTransaction, id: &str, position: &str) -> Result<(), DbErr> {
        let (tables, version) = (&self.records.tables, self.execution.version());
        self.records.lock.fence(&db.into()).await?;
        let kept = tables.position(db, version).await?.unwrap_or_default();
        tables.keep_position(db, version, &with(&kept, id, position)).await?;
        failpoint::sent();
        Ok(())
    }

    fn rows(&self, done: u64, of: Option<u64>) {
        self.records.progress.rows(done, of);
    }

    fn sent(&self) {
        failpoint::sent();
    }
}

/// The position of one piece of work among those of a migration.
fn of<'k>(kept: &'k str, id: &str) -> Option<&'k str> {
    kept.split(BETWEEN).find_map(|line| line.strip_prefix(id)?.strip_prefix(' '))
}

/// All of them, with another one for it.
fn with(kept: &str, id: &str, position: &str) -> String {
    let others = kept.split(BETWEEN).filter(|line| !line.is_empty() && !line.starts_with(id));
    let own = format!("{id} {}", escaped(position));
    others.map(str::to_owned).chain([own]).collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// A key may have any character in it.
fn escaped(position: &str) -> String {
    position.replace('\\', "\\\\").replace(BETWEEN, "\\n")
}

fn unescaped(kept: &str) -> String {
    let mut text = String::with_capacity(kept.len());
    let mut characters = kept.chars();
    while let Some(c) = characters.next() {
        match (c, if c == '\\' { characters.next() } else { None }) {
            ('\\', Some('n')) => text.push(BETWEEN),
            ('\\', Some(other)) => text.push(other),
            (c, _) => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_piece_of_work_has_its_own_position() {
        let kept = with(&with("", "a", "1:x"), "b", "3:\n\\n");
        assert_eq!(of(&kept, "a").map(unescaped).as_deref(), Some("1:x"));
        assert_eq!(of(&kept, "b").map(unescaped).as_deref(), Some("3:\n\\n"));
        assert_eq!(of(&with(&kept, "a", "done"), "a"), Some("done"));
        assert_eq!(with(&kept, "a", "done").lines().count(), 2);
        assert_eq!(of(&kept, "c"), None);
    }
}
