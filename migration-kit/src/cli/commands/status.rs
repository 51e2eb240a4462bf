//! `status`: the state of every migration.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use comfy_table::{Table, presets};
use serde::Serialize;

use super::Workspace;
use super::findings::{document, open};
use crate::Error;
use crate::apply::{Session, State, StepStatus};
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
    steps: &'a [StepStatus],
}

pub(super) async fn run(status: &Status, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, steps, entities } = *on;
    let history = Session::look(target, steps, status.reading.options()?).await?;
    let up_to_date = history.iter().all(|step| step.state == State::Applied);
    let text = match status.format {
        Format::Json => {
            let (database, steps) = (target.to_string(), history.as_slice());
            output::json(&Document { format_version: 1, database, up_to_date, steps })?
        }
        Format::Text if std::io::stdout().is_terminal() => table(&history),
        Format::Text => lines(&history),
        format => document(format, &open(&history, entities, |step| step.state != State::Applied), entities)?,
    };
    output::document(&text);
    if status.check && !up_to_date {
        let open = history.iter().filter(|step| step.state != State::Applied).count();
        tracing::warn!("{open} of {} steps are not simply applied", history.len());
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

fn table(history: &[StepStatus]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "version",
        "state",
        "applied at",
        "took",
        "by",
    ]);
    for step in history {
        table.add_row([
            &line(&step.version),
            step.state.as_str(),
            &when(step),
            &took(step),
            &line(step.by.as_deref().unwrap_or_default()),
        ]);
    }
    format!("{table}\n")
}

/// One step on one line, for `grep` and `cut`: version, state, time, duration and process, separated by tabs.
fn lines(history: &[StepStatus]) -> String {
    history
        .iter()
        .map(|step| {
            let (version, by) = (line(&step.version), line(step.by.as_deref().unwrap_or_default()));
            format!("{version}\t{}\t{}\t{}\t{by}\n", step.state.as_str(), when(step), took(step))
        })
        .collect()
}

fn took(step: &StepStatus) -> String {
    step.duration_ms.map(|milliseconds| format!("{milliseconds} ms")).unwrap_or_default()
}

fn when(step: &StepStatus) -> String {
    step.applied_at.map(|at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string()).unwrap_or_default()
}
