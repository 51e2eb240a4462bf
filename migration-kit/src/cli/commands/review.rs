//! `review`: the SQL of steps on each backend, and what is wrong with it.

use serde::Serialize;
use std::collections::BTreeSet;
use std::process::ExitCode;

use super::Workspace;
use super::findings::{document, file_of, version_of};
use crate::Backend;
use crate::apply::{Session, State, Steps};
use crate::cli::args::Examples;
use crate::cli::options::{Format, Reading};
use crate::cli::output;
use crate::lint::merged::{self, Count, Sized, Step};
use crate::source::{Entities, sizes};
use crate::{Error, Target, lint, target};

/// Show the SQL of migrations on each backend, and what is wrong
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Review {
    /// The migrations, by version or by file; then no database is touched [default: the pending ones]
    #[arg(value_name = "VERSION")]
    versions: Vec<String>,

    /// Tell how many rows and bytes the tables concerned have in the database; reads only
    #[arg(long)]
    live: bool,

    /// How to print the findings
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    reading: Reading,
}

const EXAMPLES: Examples = Examples(&[
    ("review --live", "the pending ones, with table sizes"),
    ("review migration/src/m1_users.rs", "one, without a database"),
    ("review --format github", "annotations for a pull request"),
]);

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    passed: bool,
    #[serde(flatten)]
    review: &'a merged::Review,
    count: Count,
}

/// Which steps are reviewed, and which of them come in late.
#[derive(Default)]
pub(super) struct Chosen {
    pub versions: BTreeSet<String>,
    pub late: BTreeSet<String>,
}

pub(super) async fn run(arguments: &Review, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, steps, entities } = *on;
    let chosen = match arguments.versions.as_slice() {
        [] => pending(&arguments.reading, target, steps).await?,
        named => these(steps, named)?,
    };
    let mut review = review(target, steps, entities, &chosen).await?;
    if arguments.live {
        measure(&arguments.reading, target, &mut review).await?;
    }
    let passed = !review.findings().any(lint::Finding::is_error);
    let summary = review.summary();
    match arguments.format {
        Format::Text => output::print(&format!("{}{summary}\n", review.text())),
        Format::Json => {
            let count = Count::of(review.findings());
            let document = Document { format_version: 1, passed, review: &review, count };
            output::print(&output::json(&document)?);
        }
        format => output::print(&document(format, review.findings(), entities)?),
    }
    if arguments.format != Format::Text {
        tracing::info!("{summary}");
    }
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The steps that `up` would apply.
async fn pending(reading: &Reading, target: &Target, steps: &Steps) -> Result<Chosen, Error> {
    let history = Session::look(target, steps, reading.options()?).await.map_err(|error| match error {
        Error::Connect { target, reason, hint } => {
            let hint = hint.map(|hint| format!("{hint}\n")).unwrap_or_default();
            let hint = format!("{hint}or name the steps, and no database is needed: review VERSION…");
            Error::Connect { target, reason, hint: Some(hint) }
        }
        other => other,
    })?;
    let mut chosen = Chosen::default();
    for step in history.into_iter().filter(|step| step.is_pending()) {
        if step.state == State::Late {
            chosen.late.insert(step.version.clone());
        }
        chosen.versions.insert(step.version);
    }
    Ok(chosen)
}

fn these(steps: &Steps, named: &[String]) -> Result<Chosen, Error> {
    let versions = named.iter().map(|name| version_of(steps, name).map(str::to_owned));
    Ok(Chosen { versions: versions.collect::<Result<_, Error>>()?, ..Chosen::default() })
}

/// The chosen steps on every backend that the workspace is for.
pub(super) async fn review(
    target: &Target,
    steps: &Steps,
    entities: &Entities,
    chosen: &Chosen,
) -> Result<merged::Review, Error> {
    let mut reviews = Vec::new();
    for backend in backends(target, entities) {
        let review = lint::Review {
            steps: steps.list(),
            backend,
            chosen: &|version| chosen.versions.contains(version),
            late: &|version| chosen.late.contains(version),
            manifest_dir: Some(entities.manifest_dir()),
        };
        reviews.push((backend, lint::review(&review).await?));
    }
    Ok(merged::Review::of(reviews, |version| file_of(entities, version)))
}

/// Those that are enabled. Only PostgreSQL has schemas, so a workspace whose entities name one is for PostgreSQL alone.
pub(super) fn backends(target: &Target, entities: &Entities) -> Vec<Backend> {
    let all = target::enabled().into_iter();
    if target.backend() == Backend::Postgres && entities.name_schemas() {
        return all.filter(|backend| *backend == Backend::Postgres).collect();
    }
    all.collect()
}

/// Puts in how large the tables are that the steps concern.
async fn measure(reading: &Reading, target: &Target, review: &mut merged::Review) -> Result<(), Error> {
    let concerned = |step: &Step| step.tables_on(target.backend()).to_vec();
    let tables: BTreeSet<String> = review.steps.iter().flat_map(concerned).collect();
    if target.is_missing_file() || tables.is_empty() {
        return Ok(());
    }
    let sizes = sizes(target, reading.options()?.search_path().as_deref(), &tables).await?;
    for step in &mut review.steps {
        let of = |table: &String| {
            let size = sizes.get(table)?;
            Some(Sized { table: table.clone(), rows: size.rows, or_more: size.or_more, bytes: size.bytes })
        };
        step.tables = step.tables_on(target.backend()).iter().filter_map(of).collect();
    }
    Ok(())
}
