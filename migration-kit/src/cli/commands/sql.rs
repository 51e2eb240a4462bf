//! `sql`: what migrations do on the kind of database that DATABASE_URL names, without touching it,
//! as its own client runs it.

mod lines;
mod tests;

use sea_orm_migration::MigrationTrait;
use std::process::ExitCode;

use super::Workspace;
use super::findings::version_of;
use crate::Backend;
use crate::apply::{Migrations, Options, client_settings, controls_transactions};
use crate::cli::args::Examples;
use crate::cli::options::Reading;
use crate::cli::output;
use crate::dialect::client;
use crate::migration::printed::{Frame, Manner, printed};
use crate::migration::{mode_of, plan_of};
use crate::record::{Recorder, Recording};
use crate::{Direction, Error};

/// Print the SQL of migrations, for the backend that the URL names
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Sql {
    /// The first migration [default: the oldest]
    #[arg(long, value_name = "VERSION")]
    from: Option<String>,

    /// The last migration [default: the newest]
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,

    /// What rolls them back, the newest first
    #[arg(long)]
    down: bool,

    #[command(flatten)]
    reading: Reading,
}

const EXAMPLES: Examples = Examples(&[
    ("sql -u postgres://", "all of it for PostgreSQL"),
    ("sql --from m2_add_age --down", "what rolls back down to there"),
]);

pub(super) async fn run(range: &Sql, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, migrations, .. } = *on;
    let place = |named: &Option<String>, otherwise: usize| match named {
        None => Ok(otherwise),
        Some(named) => {
            let version = version_of(migrations, named)?;
            Ok(migrations
                .list()
                .iter()
                .position(|migration| migration.name() == version)
                .unwrap_or(otherwise))
        }
    };
    let last = migrations.list().len().saturating_sub(1);
    let (from, to) = (place(&range.from, 0)?, place(&range.to, last)?);
    if from > to {
        return Err(Error::Usage {
            message: "the first migration comes after the last one".to_owned(),
            hint: Some("--from names the older migration, also with --down".to_owned()),
        });
    }
    let chosen: Vec<&str> = migrations
        .list()
        .iter()
        .take(to + 1)
        .skip(from)
        .map(|migration| migration.name())
        .collect();
    let direction = if range.down { Direction::Down } else { Direction::Up };
    // The time-outs are those of the variables.
    let options = range.reading.options_of_no_session()?;
    let text = text(target.backend(), migrations, &options, direction, |version| {
        chosen.contains(&version)
    })
    .await?;
    output::print(&text);
    Ok(ExitCode::SUCCESS)
}

/// The SQL of the chosen migrations, each below its version: in their order, or on the way down the
/// newest first. Before them stand the settings of the session in which the kit runs them.
pub(super) async fn text(
    backend: Backend,
    migrations: &Migrations,
    options: &Options,
    direction: Direction,
    chosen: impl Fn(&str) -> bool,
) -> Result<String, Error> {
    let mut recorder = Recorder::new(backend)?;
    let mut texts = Vec::new();
    let of = |migration: &dyn MigrationTrait, recorded| {
        of_migration(migration, backend, options, direction, recorded)
    };
    for migration in migrations.list() {
        let recorded = recorder.up(migration.as_ref()).await;
        if direction == Direction::Up && chosen(migration.name()) {
            texts.push(of(migration.as_ref(), recorded));
        }
    }
    if direction == Direction::Down {
        for migration in migrations.list().iter().rev() {
            let recorded = recorder.down(migration.as_ref()).await;
            if chosen(migration.name()) {
                texts.push(of(migration.as_ref(), recorded));
            }
        }
    }
    if texts.is_empty() {
        return Ok(String::new());
    }
    let settings: String =
        client_settings(backend, options).iter().map(|sql| lines::ended(backend, sql)).collect();
    let (name, client) = (backend.name(), client::of(backend).invocation());
    Ok(format!("-- for {name}\n-- run it with {client}\n{settings}\n{}", texts.concat()))
}

fn of_migration(
    migration: &dyn MigrationTrait,
    backend: Backend,
    options: &Options,
    direction: Direction,
    recorded: Result<Recording, Error>,
) -> String {
    let plan = plan_of(migration, backend, direction);
    let mode = mode_of(migration, backend, direction);
    let mut notes = Vec::new();
    let mut statements: Vec<String> = Vec::new();
    let mut manner = Manner {
        in_transaction: mode.in_transaction(),
        rebuilds: plan.as_ref().is_some_and(|plan| plan.rebuilds()),
        is_patient: mode.online,
        patience: options.table_lock_timeout,
    };
    match (plan, recorded) {
        (Some(plan), recorded) => {
            if let Err(error) = recorded.as_ref()
                && manner.rebuilds
            {
                notes.push(format!(
                    "the statements of a rebuild can only be told by running it: {error}"
                ));
            }
            let texts: Vec<String> =
                plan.actions().iter().map(|action| action.text(backend)).collect();
            settle(&mut manner, backend, &texts);
            let rebuilds = recorded.map(|recording| recording.rebuilds).unwrap_or_default();
            statements.extend(printed(&plan, &rebuilds, manner).concat());
        }
        (None, Ok(recording)) => {
            if recording.depends_on_data {
                notes.push(
                    "it asks for rows, and this is what it does when there are none".to_owned(),
                );
            }
            if recording.varies {
                notes.push("it does another thing each time".to_owned());
            }
            if recording.statements.iter().any(|statement| statement.has_values) {
                notes.push(
                    "what stands in comments has values that only the migration knows".to_owned(),
                );
            }
            manner.rebuilds = recording.suspends_foreign_keys(backend);
            let texts: Vec<String> =
                recording.statements.iter().map(|statement| statement.sql.clone()).collect();
            settle(&mut manner, backend, &texts);
            let sql = recording.statements.into_iter();
            statements.extend(sql.map(|statement| match statement.has_values {
                true => lines::commented(&statement.sql),
                false => statement.sql,
            }));
        }
        (None, Err(error)) => notes.push(format!("it can only be told by running it: {error}")),
    }
    let Frame { before, after } = match statements.is_empty() {
        true => Frame::default(),
        false => Frame::of(backend, manner),
    };
    let notes: String = notes.iter().map(|note| lines::commented(note) + "\n").collect();
    let all = before.into_iter().chain(statements).chain(after);
    let sql: String = all.map(|sql| lines::ended(backend, &sql)).collect();
    format!("-- {}\n{notes}{sql}\n", migration.name())
}

/// What the words of the statements say of how it runs.
fn settle(manner: &mut Manner, backend: Backend, texts: &[String]) {
    let words = lines::words(backend, texts);
    manner.in_transaction &= !controls_transactions(&words);
    manner.is_patient |= words.iter().flatten().any(|word| word.is("concurrently"));
}
