//! `sql`: what steps do on the kind of database that DATABASE_URL names, without touching it.

use std::process::ExitCode;

use sea_orm::DbBackend;
use sea_orm_migration::MigrationTrait;

use super::Workspace;
use super::findings::version_of;
use crate::apply::Steps;
use crate::cli::args::Examples;
use crate::cli::output;
use crate::record::{Recorder, Recording};
use crate::step::plan_of;
use crate::{Direction, Error, target};

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
}

const EXAMPLES: Examples = Examples(&[
    ("sql -u postgres://", "all of it for PostgreSQL"),
    ("sql --from m2_add_age --down", "what rolls back down to there"),
]);

pub(super) async fn run(range: &Sql, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, steps, .. } = *on;
    let place = |named: &Option<String>, otherwise: usize| match named {
        None => Ok(otherwise),
        Some(named) => {
            let version = version_of(steps, named)?;
            Ok(steps.list().iter().position(|step| step.name() == version).unwrap_or(otherwise))
        }
    };
    let last = steps.list().len().saturating_sub(1);
    let (from, to) = (place(&range.from, 0)?, place(&range.to, last)?);
    if from > to {
        return Err(Error::Config {
            message: "the first step comes after the last one".to_owned(),
            hint: Some("--from names the older step, also with --down".to_owned()),
        });
    }
    let chosen: Vec<&str> = steps.list().iter().take(to + 1).skip(from).map(|step| step.name()).collect();
    let direction = if range.down { Direction::Down } else { Direction::Up };
    let text = text(target.backend(), steps, direction, |version| chosen.contains(&version)).await?;
    output::print(&format!("-- for {}\n\n{text}", target::name(target.backend())));
    Ok(ExitCode::SUCCESS)
}

/// The SQL of the chosen steps, each below its version: in their order, or on the way down the newest first.
pub(super) async fn text(
    backend: DbBackend,
    steps: &Steps,
    direction: Direction,
    chosen: impl Fn(&str) -> bool,
) -> Result<String, Error> {
    let mut recorder = Recorder::new(backend)?;
    let mut texts = Vec::new();
    for step in steps.list() {
        let recorded = recorder.up(step.as_ref()).await;
        if direction == Direction::Up && chosen(step.name()) {
            texts.push(of_step(step.as_ref(), backend, direction, recorded));
        }
    }
    if direction == Direction::Down {
        for step in steps.list().iter().rev() {
            let recorded = recorder.down(step.as_ref()).await;
            if chosen(step.name()) {
                texts.push(of_step(step.as_ref(), backend, direction, recorded));
            }
        }
    }
    Ok(texts.concat())
}

fn of_step(
    step: &dyn MigrationTrait,
    backend: DbBackend,
    direction: Direction,
    recorded: Result<Recording, Error>,
) -> String {
    let plan = plan_of(step, backend, direction).map(|plan| plan.sql());
    // The rebuild of a table stands in a plan as words, and in a recording as its statements.
    let plan = plan.filter(|sql| recorded.is_err() || !sql.iter().any(|text| text.starts_with("-- ")));
    let (notes, statements) = match (plan, recorded) {
        (Some(statements), _) => (Vec::new(), statements),
        (None, Ok(recording)) => {
            let mut notes = Vec::new();
            if recording.depends_on_data {
                notes.push("it asks for rows, and this is what it does when there are none".to_owned());
            }
            if recording.varies {
                notes.push("it does another thing each time".to_owned());
            }
            if recording.statements.iter().any(|statement| statement.has_values) {
                notes.push("a placeholder stands for a value that only the step knows".to_owned());
            }
            (notes, recording.statements.into_iter().map(|statement| statement.sql).collect())
        }
        (None, Err(error)) => (vec![format!("it can only be told by running it: {error}")], Vec::new()),
    };
    let notes: String = notes.iter().map(|note| format!("-- {note}\n")).collect();
    let sql: String =
        statements.iter().map(|sql| format!("{};\n", sql.trim_end().trim_end_matches(';'))).collect();
    format!("-- {}\n{notes}{sql}\n", step.name())
}
