//! One case, from its stage to its verdict.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use migration_kit::apply::Options;
use migration_kit::inside::apply::{Mark, Migrations, Session};
use migration_kit::{Error, Left, Target};
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use tokio::sync::Mutex;

use crate::case::{Axes, Case, Must, Style, Way};
use crate::look::{Seen, texts};
use crate::migrations::{BEFORE, HOSTILE, Hostile, LATER, NEXT};
use crate::stage::{Pool, Stage};

/// Runs the case in one way, and gives what is wrong.
pub async fn judge(case: &Case, axes: Axes, pool: &Pool) -> Vec<String> {
    // Whoever contends is code, so the migration beside the lock is an async one.
    let style = if case.contends { Style::Async } else { axes.style };
    let usual = usual(Axes { style, ..axes }, pool).await;
    let stage = Stage::set(axes.backend, Some(case.on(axes.backend)), pool).await;
    let mut wrong = Vec::new();
    let result = play(Some(case), axes, &stage).await;
    let seen = Seen::of(&stage).await;
    match result {
        Ok(()) => {
            if case.must == Must::Fail {
                wrong.push("it was taken for applied".to_owned());
            }
            wrong.extend(succeeded(case, axes, &seen, &usual));
            wrong.extend(more(case, axes, &stage).await);
        }
        Err(error) => {
            if case.must == Must::Succeed {
                wrong.push(format!("it should have worked: {}", told(&error)));
            }
            wrong.extend(failed(case, axes, &seen, &error));
            wrong.extend(mended(case, axes, &stage, &seen, &error, &usual).await);
        }
    }
    stage.strike(pool).await;
    wrong
}

/// What is seen where the migration in the middle does no harm.
pub async fn usual(axes: Axes, pool: &Pool) -> Seen {
    static KNOWN: LazyLock<Mutex<HashMap<String, Seen>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().await;
    if let Some(seen) = known.get(&axes.to_string()) {
        return seen.clone();
    }
    let seen = harmless(axes, pool).await;
    known.insert(axes.to_string(), seen.clone());
    seen
}

/// The same, looked up anew.
pub async fn harmless(axes: Axes, pool: &Pool) -> Seen {
    let stage = Stage::set(axes.backend, None, pool).await;
    play(None, axes, &stage).await.unwrap();
    let seen = Seen::of(&stage).await;
    stage.strike(pool).await;
    seen
}

/// Brings the database to where the hostile migration is next, and runs the kit.
async fn play(case: Option<&Case>, axes: Axes, stage: &Stage) -> Result<(), Error> {
    let all = Hostile::of(case, axes, stage);
    let ready = match axes.way {
        Way::Up => all.clone().first(1),
        Way::AllAtOnce => all.clone().first(0),
        Way::Down => all.clone(),
    };
    up(stage, &ready.migrations()).await.unwrap();
    match axes.way {
        Way::Down => down(stage, &all.migrations()).await,
        _ => up(stage, &all.migrations()).await,
    }
}

async fn up(stage: &Stage, migrations: &Migrations) -> Result<(), Error> {
    let mut session = open(stage).await?;
    let done = session.up(migrations, None).await;
    session.close().await;
    done.map(|_| ())
}

async fn down(stage: &Stage, migrations: &Migrations) -> Result<(), Error> {
    let mut session = open(stage).await?;
    let done = session.down(migrations, None).await;
    session.close().await;
    done.map(|_| ())
}

async fn open(stage: &Stage) -> Result<Session, Error> {
    let options = Options { lock_timeout: Duration::from_secs(3), ..Options::default() };
    Session::open(&Target::parse(stage.url())?, options).await
}

/// All is as if it had done no harm.
fn succeeded(case: &Case, axes: Axes, seen: &Seen, usual: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    for table in ["h_1", "h_2"] {
        if seen.has(table) == (axes.way == Way::Down) {
            wrong.push(format!("all is said to be well, and {table} is not where it should be"));
        }
    }
    wrong.extend(as_usual(case, seen, usual));
    wrong
}

fn as_usual(case: &Case, seen: &Seen, usual: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    if seen.versions != usual.versions {
        wrong.push(format!("recorded are {:?} instead of {:?}", seen.versions, usual.versions));
    }
    let (ours, theirs) = (seen.others(case.own), usual.others(case.own));
    if ours != theirs {
        let more: Vec<_> = ours.difference(&theirs).collect();
        let less: Vec<_> = theirs.difference(&ours).collect();
        wrong.push(format!("there is {more:?} and not {less:?}"));
    }
    if seen.rows != usual.rows {
        wrong.push(format!("the next migration wrote {:?} instead of {:?}", seen.rows, usual.rows));
    }
    let names =
        seen.session.keys().chain(usual.session.keys()).collect::<std::collections::BTreeSet<_>>();
    for name in names {
        let (has, should) = (seen.session.get(name), usual.session.get(name));
        // Where the probe itself is missing, that was told above.
        if has != should && !seen.session.is_empty() {
            wrong.push(format!("the next migration met {name} = {has:?} instead of {should:?}"));
        }
    }
    wrong
}

/// The error names the migration, and the history says nothing that is not there.
fn failed(case: &Case, axes: Axes, seen: &Seen, error: &Error) -> Vec<String> {
    let mut wrong = Vec::new();
    let told = told(error);
    if !told.contains(HOSTILE) {
        wrong.push(format!("the error does not name it: {told}"));
    }
    let tables = ["h_1", "h_2"].map(|table| seen.has(table));
    let (none, both) = (!tables[0] && !tables[1], tables[0] && tables[1]);
    let is_recorded = |version: &str| seen.versions.contains(version);
    match axes.way {
        Way::Down => {
            if !is_recorded(HOSTILE) && !none {
                wrong.push(format!(
                    "it is not recorded any more, and its tables are there: {tables:?}"
                ));
            }
            if is_nothing_left(error) && !both {
                wrong.push(format!(
                    "it is said to be rolled back as a whole, and its tables are there: {tables:?}"
                ));
            }
        }
        Way::Up | Way::AllAtOnce => {
            if is_recorded(HOSTILE) && !both {
                wrong.push(format!("it is recorded, and its tables are there: {tables:?}"));
            }
            if is_nothing_left(error) && !none {
                wrong.push(format!(
                    "nothing of it is said to be left, and its tables are there: {tables:?}"
                ));
            }
        }
    }
    let pairs: &[(&str, &str)] = match axes.way {
        Way::Down => &[(BEFORE, "a"), (NEXT, "c")],
        Way::Up | Way::AllAtOnce => &[(BEFORE, "a"), (NEXT, "b")],
    };
    for (version, table) in pairs {
        if is_recorded(version) != seen.has(table) {
            wrong.push(format!(
                "{version} is recorded: {}; {table} is there: {}",
                is_recorded(version),
                seen.has(table)
            ));
        }
    }
    for table in ["seaql_migrations", "seaql_migrations_ledger"] {
        if seen
            .places(table)
            .iter()
            .any(|place| is_elsewhere(place) && !case.own.contains(&place.as_str()))
        {
            wrong.push(format!("{table} is in {:?}", seen.places(table)));
        }
    }
    wrong
}

/// Ours are in the database's own schema alone.
fn is_elsewhere(place: &str) -> bool {
    !["public.", "{db}.", "main."].iter().any(|home| place.starts_with(home))
}

fn is_nothing_left(error: &Error) -> bool {
    match error {
        Error::Migration { left, .. }
        | Error::ConnectionLost { left, .. }
        | Error::LeaseLost { left, .. } => *left == Left::Nothing,
        _ => false,
    }
}

fn told(error: &Error) -> String {
    error.to_string()
}

/// After a success the lock is free and the next migration can come.
async fn more(case: &Case, axes: Axes, stage: &Stage) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some((sql, answer)) = case.then {
        let db = stage.connect().await;
        let got = texts(&db, &stage.expanded(sql)).await;
        db.close().await.unwrap();
        if got != [answer] {
            wrong.push(format!("{sql} says {got:?} instead of {answer}"));
        }
    }
    let next = match axes.way {
        Way::Down => Hostile::of(None, axes, stage),
        _ => Hostile::of(case.on(axes.backend).code.is_none().then_some(case), axes, stage),
    };
    match up(stage, &next.and_later().migrations()).await {
        Ok(()) => {
            let seen = Seen::of(stage).await;
            if !seen.versions.contains(LATER) || !seen.has("d") {
                wrong.push(format!("a later migration is not there: {:?}", seen.versions));
            }
        }
        Err(error) => wrong.push(format!("a later migration fails: {}", told(&error))),
    }
    wrong
}

/// After a failure, and once it is mended, all goes as usual: at once where nothing is said to be
/// left, and otherwise after a repair at the latest.
async fn mended(
    case: &Case,
    axes: Axes,
    stage: &Stage,
    seen: &Seen,
    error: &Error,
    usual: &Seen,
) -> Vec<String> {
    let migrations = Hostile::of(None, axes, stage).migrations();
    let again = async || match axes.way {
        Way::Down => down(stage, &migrations).await,
        _ => up(stage, &migrations).await,
    };
    let mut result = again().await;
    if let Err(Error::PartiallyApplied { version, .. }) = &result {
        if version != HOSTILE {
            return vec![format!("{version} is partially applied")];
        }
        if is_nothing_left(error) {
            return vec![
                "nothing of it was said to be left, and now it is partially applied".to_owned(),
            ];
        }
        if let Err(error) = repair(case, stage, &migrations, seen).await {
            return vec![format!("it cannot be repaired: {}", told(&error))];
        }
        result = again().await;
    }
    match result {
        Ok(()) => as_usual(case, &Seen::of(stage).await, usual)
            .iter()
            .map(|wrong| format!("once it is mended, {wrong}"))
            .collect(),
        Err(again) => vec![format!("{}; once it is mended: {}", told(error), told(&again))],
    }
}

/// A person clears up: what is left of it goes, and the record says so.
async fn repair(
    case: &Case,
    stage: &Stage,
    migrations: &Migrations,
    seen: &Seen,
) -> Result<(), Error> {
    let db = stage.connect().await;
    for table in ["h_1", "h_2"] {
        for place in seen.places(table) {
            let place = stage.expanded(&place);
            db.execute_unprepared(&format!("DROP TABLE {place}")).await.unwrap();
        }
    }
    for sql in case.clear {
        db.execute_unprepared(sql).await.unwrap();
    }
    db.close().await.unwrap();
    let mut session = open(stage).await?;
    let repaired = async {
        let status = session.status(migrations).await?;
        let hostile = status.iter().find(|migration| migration.version == HOSTILE).unwrap();
        session.repair(migrations, hostile, Mark::Pending).await
    };
    let repaired = repaired.await;
    session.close().await;
    repaired
}
