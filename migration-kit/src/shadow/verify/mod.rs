//! Verifying a generated migration before it is written: a change goes in, out comes what both of
//! its ways did on a shadow database, or why it is not to be written.

mod made_up;
#[cfg(feature = "sqlx-sqlite")]
mod tests;
mod usable;

use std::sync::{Mutex, PoisonError};

use sea_orm::{DbErr, TransactionTrait as _};
use sea_orm_migration::SchemaManager;

use super::{Shadow, unread};
use crate::Error;
use crate::dialect::{ddl, rows};
use crate::diff::{OnBackend, compare};
use crate::error::{code, reason};
use crate::introspect::live;
use crate::migration::{Plan, ToRows};
use crate::ops::online::Keeper;
use crate::ops::rebuild_table::is_about_rows;
use crate::panics::catch;
use crate::schema::Schema;
use crate::stage::timed;
use crate::witness::{self, Definitions, Subject};

pub use made_up::Rows;

use made_up::MadeUp;

/// What came of it: the statements of each rebuild of a table on SQLite, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Those of the way up.
    pub up: Vec<Vec<String>>,
    /// Those of the way down.
    pub down: Vec<Vec<String>>,
    /// The tables that the change touches and that took none of the rows that were made up, and
    /// why.
    pub without_rows: Vec<(String, String)>,
}

/// Why a change is not verified.
#[derive(Debug)]
pub enum Unverified {
    /// It does not do what it says.
    Refused(Error),
    /// Rows that were made up are in its way, as the rows of users may be: what it does with them
    /// is known to nobody. The database is of no use any more.
    InTheWay(String),
}

impl From<Error> for Unverified {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

/// Hears of the rebuilds.
#[derive(Default)]
struct Rebuilt(Mutex<Vec<Vec<String>>>);

impl Keeper for Rebuilt {
    fn rebuilt(&self, statements: Vec<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(statements);
    }
}

/// Applies, rolls back and applies the changes again on the shadow database on which the migrations
/// were replayed, each as it will run, with rows in the tables that they touch. It holds their
/// schema before and after, and in between that of the entities, which were created on a shadow
/// database of their own; the rows keep their values, and the tables take rows as before.
///
/// # Errors
/// [`Error::Database`] for a statement that the backend refuses; [`Error::Verification`] when the
/// schema is another one than it should be. Nothing is to be written then: a migration that does
/// not do what it says helps nobody. [`Unverified::InTheWay`] where the rows are.
pub async fn verify(
    on: &OnBackend,
    (entities, shadow): (&Shadow, &Shadow),
    ignored: &[&str],
    rows: Rows,
) -> Result<Verified, Unverified> {
    let all_ways = all_ways(on, entities, shadow, ignored, rows);
    timed("verify the migration", shadow.backend(), all_ways).await
}

async fn all_ways(
    on: &OnBackend,
    entities: &Shadow,
    shadow: &Shadow,
    ignored: &[&str],
    rows: Rows,
) -> Result<Verified, Unverified> {
    let told = shadow.definitions(ignored).await?;
    let made_up = MadeUp::put(on, shadow, &told, rows).await?;
    let way = Way { on, shadow, rows };
    let up = way.run("applied", false).await?;
    if let Some(made_up) = &made_up {
        made_up.expect_changed(shadow).await?;
    }
    expect("applying", &on.after, shadow, ignored).await?;
    let wanted = entities.definitions(ignored).await?;
    expect_wanted(on, [&wanted, &told, &shadow.definitions(ignored).await?])?;
    if let Some(made_up) = &made_up {
        usable::expect(made_up, (entities, shadow)).await?;
    }
    let down = way.run("rolled back", true).await?;
    if let Some(made_up) = &made_up {
        made_up.expect_restored(shadow).await?;
    }
    expect("rolling back", &on.before, shadow, ignored).await?;
    expect_told(on, &told, shadow, ignored).await?;
    if let Some(made_up) = &made_up {
        way.run("applied again", false).await?;
        made_up.expect_changed(shadow).await?;
    }
    let without_rows = made_up.map(MadeUp::without_rows).unwrap_or_default();
    Ok(Verified { up, down, without_rows })
}

/// What the server says of the entities' own tables is what it says of what the migration makes or
/// changes: what the reader of the catalog does not see of an entity is in no change. What the
/// migrations have made otherwise before is nobody's mistake of today.
fn expect_wanted(on: &OnBackend, [wanted, before, after]: [&Definitions; 3]) -> Result<(), Error> {
    let old_name = |of: &Subject| {
        let mut renames = on.renames.tables.iter();
        let old = renames.find(|(_, new)| of.table.as_ref() == Some(*new)).map(|(old, _)| old);
        Subject { table: old.or(of.table.as_ref()).cloned(), ..of.clone() }
    };
    let seen = witness::compare(wanted, after);
    let missing = seen.disagreements.iter().find(|of| {
        let was = before.texts.get(&old_name(&of.subject));
        let is_untouched = of.there.is_some() && of.there.as_ref() == was;
        of.wanted.is_some() && !of.subject.is_tuning() && !is_untouched
    });
    let Some(missing) = missing else { return Ok(()) };
    Err(Error::Verification {
        message: format!(
            "the migration on {} would not make all that the entities say: {}",
            on.backend.name(),
            missing.between(["the entities", "the migration"])
        ),
        hint: Some(HINT.to_owned()),
    })
}

/// The server's own words for what the reader of the catalog does not see: what is made anew on the
/// way, and comes back without it, is lost. With a table or a column that is dropped goes what
/// hangs on it, which somebody has consented to.
async fn expect_told(
    on: &OnBackend,
    told: &Definitions,
    shadow: &Shadow,
    ignored: &[&str],
) -> Result<(), Error> {
    let again = shadow.definitions(ignored).await?;
    let renamed = on.renames.apply(on.backend, &on.before);
    let keeps_all = |table: &String| {
        let name = on.renames.tables.get(table).unwrap_or(table);
        let (before, after) = (renamed.tables.get(name), on.after.tables.get(name));
        before.zip(after).is_some_and(|(before, after)| {
            before.columns.iter().all(|column| after.column(&column.name).is_some())
        })
    };
    let seen = witness::compare(told, &again);
    let lost = seen
        .disagreements
        .iter()
        .find(|of| !of.subject.is_tuning() && of.subject.table.as_ref().is_none_or(keeps_all));
    let Some(lost) = lost else { return Ok(()) };
    let sides = ["the migrations", "what comes back"];
    Err(Error::Verification {
        message: format!(
            "the migration on {} would not give back all that there was: {}",
            shadow.backend(),
            lost.between(sides)
        ),
        hint: Some(HINT.to_owned()),
    })
}

const HINT: &str = "write this change by hand: `generate NAME --empty` makes a blank migration";

/// A change on its way up or down.
struct Way<'w> {
    on: &'w OnBackend,
    shadow: &'w Shadow,
    rows: Rows,
}

impl Way<'_> {
    /// Runs each of its migrations as it will run: on PostgreSQL in a transaction, unless it
    /// changes tables in use.
    async fn run(&self, word: &str, is_down: bool) -> Result<Vec<Vec<String>>, Unverified> {
        let backend = self.shadow.backend();
        // sea-query panics on what a backend has no word for.
        let migrations = catch(|| self.on.migrations()).map_err(|_| Error::Verification {
            message: format!("the change cannot be said in sea-query's words on {backend}"),
            hint: Some(HINT.to_owned()),
        })?;
        let rebuilt = Rebuilt::default();
        let plans: Vec<Plan> = match is_down {
            false => migrations.into_iter().map(|(up, _)| up).collect(),
            true => migrations.into_iter().rev().map(|(_, down)| down).collect(),
        };
        for plan in plans {
            let db = self.shadow.connection();
            let ddl = ddl::of(self.on.backend);
            if plan.is_online() || !ddl.transactional() || ddl.rebuilds() {
                self.run_plan(word, plan, &SchemaManager::new(db), &rebuilt).await?;
                continue;
            }
            let unwell = |source| self.failed(word, "BEGIN", ToRows::Other, source);
            let transaction = db.begin().await.map_err(unwell)?;
            self.run_plan(word, plan, &SchemaManager::new(&transaction), &rebuilt).await?;
            transaction
                .commit()
                .await
                .map_err(|source| self.failed(word, "COMMIT", ToRows::Other, source))?;
        }
        Ok(rebuilt.0.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    async fn run_plan(
        &self,
        word: &str,
        plan: Plan,
        manager: &SchemaManager<'_>,
        rebuilt: &Rebuilt,
    ) -> Result<(), Unverified> {
        for (sql, plan) in plan.one_by_one() {
            let to_rows = plan.to_rows();
            let run = Box::pin(plan.run_for(manager, rebuilt)).await;
            run.map_err(|source| self.failed(word, &sql, to_rows, source))?;
        }
        Ok(())
    }

    /// What a statement has met. One that looks at values alone has met some that do not convert.
    fn failed(&self, word: &str, sql: &str, to_rows: ToRows, source: DbErr) -> Unverified {
        let backend = self.shadow.backend();
        let is_about_values =
            |code: String| rows::of(self.on.backend).is_about_values(&code, &reason(&source));
        let looks = to_rows == ToRows::Looks;
        let is_of_values = self.rows != Rows::None
            && (is_about_rows(&source) || code(&source).map_or(looks, is_about_values));
        let in_the_way = || Unverified::InTheWay(format!("`{sql}`: {}", reason(&source)));
        // Values at the edges of their types are nobody's fault before usual ones are tried.
        if is_of_values && self.rows == Rows::Edges {
            return in_the_way();
        }
        // A value that is missing says nothing of an expression: a made-up row may lack what it
        // reads.
        let is_missing = reason(&source).contains("NOT NULL constraint failed");
        let is_fill = to_rows == ToRows::Fills && !is_missing;
        let mut fills = self.on.backfills.iter().filter(|_| is_fill);
        if let Some(((table, column), value)) =
            fills.find(|((_, of), value)| sql.contains(value.as_str()) && sql.contains(of.as_str()))
        {
            return Unverified::Refused(Error::Database {
                doing: format!("fill {table}.{column} by `{value}` on {backend}"),
                source,
                hint: Some(format!("it was {word} by `{sql}`")),
            });
        }
        if is_of_values {
            return in_the_way();
        }
        Unverified::Refused(Error::Database {
            doing: format!(
                "write the migration: it was {word} on the {backend} shadow database, and `{sql}` failed"
            ),
            source,
            hint: Some(HINT.to_owned()),
        })
    }
}

async fn expect(
    doing: &str,
    expected: &Schema,
    shadow: &Shadow,
    ignored: &[&str],
) -> Result<(), Error> {
    let read = live(shadow.connection(), ignored).await;
    let found = read.map_err(unread)?;
    let backend = shadow.database();
    if *expected == found || expected.objects() == found.objects() {
        return Ok(());
    }
    // Both ways, because a comparison leaves alone what only its second side has.
    let differences = [compare(backend, expected, &found), compare(backend, &found, expected)];
    let Some(first) = differences.into_iter().flatten().next() else { return Ok(()) };
    Err(Error::Verification {
        message: format!(
            "{doing} the migration on {} would leave a difference: {first}",
            shadow.backend()
        ),
        hint: Some(HINT.to_owned()),
    })
}
