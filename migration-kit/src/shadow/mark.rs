//! The mark of a shadow database, a text that it holds. It says since when the database is there,
//! by the server's clock.

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, Statement};

use crate::Backend;
use crate::dialect::shadow::Statements;

/// What every shadow database's name begins with.
pub(super) const PREFIX: &str = "migration_kit_shadow_";

/// What it began with under an older kit, of which there may be some left.
const OLDER_PREFIX: &str = "migration_kit_scratch_";

/// What the mark says, with seconds since 1970 behind it.
const WORDS: &str = "migration-kit shadow database since ";

/// No run takes so many seconds.
const ABANDONED: i64 = 3_600;

/// How many seconds the last connection has to be idle: a pooler keeps one for minutes.
const IDLE: i64 = 600;

/// Whether a name has the form of ours: process, microseconds, number.
pub(super) fn is_ours(name: &str) -> bool {
    let rest = name.strip_prefix(PREFIX).or_else(|| name.strip_prefix(OLDER_PREFIX));
    let Some(rest) = rest else { return false };
    let numbers: Vec<&str> = rest.split('_').collect();
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    numbers.len() == 3 && numbers.iter().all(is_number) && numbers[1].len() == 16
}

/// Marks a database that was just made.
pub(super) async fn set(
    db: &DatabaseConnection,
    statements: &dyn Statements,
    name: &str,
) -> Result<(), DbErr> {
    let mark = format!("{WORDS}{}", now(db, statements).await?);
    db.execute_unprepared(&statements.mark(name, &mark)).await.map(|_| ())
}

/// The databases of ours that killed processes left.
pub(super) async fn abandoned(
    db: &DatabaseConnection,
    statements: &dyn Statements,
) -> Result<Vec<String>, DbErr> {
    let now = now(db, statements).await?;
    let mut abandoned = Vec::new();
    for row in db.query_all_raw(Backend::of(db).statement(statements.marks())).await? {
        let (name, mark): (String, Option<String>) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let since = mark.as_deref().and_then(|mark| mark.strip_prefix(WORDS)?.parse::<i64>().ok());
        let is_old = since.is_some_and(|since| now - since > ABANDONED);
        if is_ours(&name) && is_old && !is_in_use(db, statements, &name).await? {
            abandoned.push(name);
        }
    }
    Ok(abandoned)
}

/// Whether a database of that name is there.
pub(super) async fn is_there(
    db: &DatabaseConnection,
    statements: &dyn Statements,
    name: &str,
) -> Result<bool, DbErr> {
    has_row(db, statements.is_there(), name).await
}

/// Whether somebody works in it. A session of which nothing may be seen is taken for one that does.
async fn is_in_use(
    db: &DatabaseConnection,
    statements: &dyn Statements,
    name: &str,
) -> Result<bool, DbErr> {
    has_row(db, &statements.is_in_use(IDLE), name).await
}

/// Whether the answer about a database has a row.
async fn has_row(db: &DatabaseConnection, ask: &str, name: &str) -> Result<bool, DbErr> {
    let ask = Statement::from_sql_and_values(Backend::of(db).into(), ask, [name.into()]);
    Ok(db.query_one_raw(ask).await?.is_some())
}

/// The server's clock, in seconds since 1970.
async fn now(db: &DatabaseConnection, statements: &dyn Statements) -> Result<i64, DbErr> {
    let row = db.query_one_raw(Backend::of(db).statement(statements.clock())).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shadow::Server;

    #[test]
    fn only_the_exact_form_of_a_name_is_ours() {
        assert!(is_ours(&Server::unique_name()));
        let of_an_older_kit = format!("{OLDER_PREFIX}1_1764430000000000_0");
        assert!(is_ours(&of_an_older_kit));
        for name in [
            "migration_kit_shadow_archive_2024_backup",
            "migration_kit_shadow_1_1764430000000000",
            "migration_kit_shadow_1_1764430000000000_0_copy",
            "migration_kit_shadow_1_2024_0",
            "migration_kit_shadow_1_1764430000000000_",
            "migration_kit_shadow_x_1764430000000000_0",
            "my_migration_kit_shadow_1_1764430000000000_0",
        ] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
