//! `status`: the state of every migration.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use comfy_table::{Table, presets};
use serde::Serialize;

use super::Workspace;
use super::findings::{document, open};
use crate::Error;
use crate::apply::{MigrationStatus, Session, State};
use crate::cli::args::Examples;
use crate::cli::options::{Format, Reading};
use crate::cli::output;
use crate::escape::line;

/// Show the state of every migration; reads only
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Status {
    /// Exit with 1 unless every migration is applied
    #[arg(long)]
    check: bool,

    /// How to print the states
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    reading: Reading,
}

const EXAMPLES: Examples = Examples(&[
    ("status", "a table on a terminal, else lines for grep and cut"),
    ("status --check", "fail a job when something is not applied"),
]);

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    database: String,
    up_to_date: bool,
    migrations: &'a [MigrationStatus],
}

pub(super) async fn run(status: &Status, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, migrations, entities } = *on;
    let history = Session::look(target, migrations, status.reading.options()?).await?;
    let up_to_date = history.iter().all(|migration| migration.state == State::Applied);
    let text = match status.format {
        Format::Json => {
            let (database, migrations) = (target.to_string(), history.as_slice());
            output::json(&Document { format_version: 2, database, up_to_date, migrations })?
        }
        Format::Text if std::io::stdout().is_terminal() => table(&history),
        Format::Text => lines(&history),
        format => document(
            format,
            &open(&history, entities, |migration| migration.state != State::Applied),
            entities,
        )?,
    };
    output::document(&text);
    if status.check && !up_to_date {
        let open = history.iter().filter(|migration| migration.state != State::Applied).count();
        tracing::warn!("{open} of {} migrations are not simply applied", history.len());
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

fn table(history: &[MigrationStatus]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "version",
        "state",
        "applied at",
        "took",
        "by",
    ]);
    for migration in history {
        table.add_row([
            &line(&migration.version),
            migration.state.as_str(),
            &when(migration),
            &took(migration),
            &line(migration.by.as_deref().unwrap_or_default()),
        ]);
    }
    format!("{table}\n")
}

/// One migration on one line, for `grep` and `cut`: version, state, time, duration and process,
/// separated by tabs.
fn lines(history: &[MigrationStatus]) -> String {
    history
        .iter()
        .map(|migration| {
            let (version, by) =
                (line(&migration.version), line(migration.by.as_deref().unwrap_or_default()));
            format!(
                "{version}\t{}\t{}\t{}\t{by}\n",
                migration.state.as_str(),
                when(migration),
                took(migration)
            )
        })
        .collect()
}

fn took(migration: &MigrationStatus) -> String {
    migration.duration_ms.map(|milliseconds| format!("{milliseconds} ms")).unwrap_or_default()
}

fn when(migration: &MigrationStatus) -> String {
    migration
        .applied_at
        .map(|at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string())
        .unwrap_or_default()
}
