//! `status`: the state of every step.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use comfy_table::{Table, presets};
use serde::Serialize;

use super::findings::{document, open};
use crate::apply::{Session, State, StepStatus, Steps};
use crate::cli::args::{Args, Format};
use crate::cli::output;
use crate::escape::line;
use crate::source::Entities;
use crate::{Error, Target};

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    database: String,
    up_to_date: bool,
    steps: &'a [StepStatus],
}

pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    entities: &Entities,
    check: bool,
) -> Result<ExitCode, Error> {
    let history = Session::look(target, steps, args.options()?).await?;
    let up_to_date = history.iter().all(|step| step.state == State::Applied);
    let text = match args.format {
        Format::Json => {
            let (database, steps) = (target.to_string(), history.as_slice());
            output::json(&Document { format_version: 1, database, up_to_date, steps })?
        }
        Format::Text if std::io::stdout().is_terminal() => table(&history),
        Format::Text => lines(&history),
        format => document(format, &open(&history, entities, |step| step.state != State::Applied), entities)?,
    };
    output::document(&text);
    if check && !up_to_date {
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
