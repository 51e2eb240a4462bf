//! `review`: the SQL of migrations on each backend, and what is wrong with it.

use serde::Serialize;
use std::collections::BTreeSet;
use std::process::ExitCode;

use super::Workspace;
use super::findings::{document, file_of, version_of};
use crate::Backend;
use crate::apply::{Migrations, Session, State};
use crate::cli::args::Examples;
use crate::cli::options::{Format, Reading};
use crate::cli::output;
use crate::desired::Entities;
use crate::introspect::sizes;
use crate::lint::merged::{self, Count, Migration, Sized};
use crate::{Error, Target, lint, target};

/// Show the SQL of migrations on each backend, and what is wrong
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Review {
    /// The migrations, by version or by file; then no database is touched [default: the pending
    /// ones]
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

/// Which migrations are reviewed, and which of them are out of order.
#[derive(Default)]
pub(super) struct Chosen {
    pub versions: BTreeSet<String>,
    pub out_of_order: BTreeSet<String>,
}

pub(super) async fn run(arguments: &Review, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, migrations, entities } = *on;
    let chosen = match arguments.versions.as_slice() {
        [] => pending(&arguments.reading, target, migrations).await?,
        named => these(migrations, named)?,
    };
    let mut review = review(target, migrations, entities, &chosen).await?;
    if arguments.live {
        measure(&arguments.reading, target, &mut review).await?;
    }
    let passed = !review.findings().any(lint::Finding::is_error);
    let summary = review.summary();
    match arguments.format {
        Format::Text => output::print(&format!("{}{summary}\n", review.text())),
        Format::Json => {
            let count = Count::of(review.findings());
            let document = Document { format_version: 2, passed, review: &review, count };
            output::print(&output::json(&document)?);
        }
        format => output::print(&document(format, review.findings(), entities)?),
    }
    if arguments.format != Format::Text {
        tracing::info!("{summary}");
    }
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The migrations that `up` would apply.
async fn pending(
    reading: &Reading,
    target: &Target,
    migrations: &Migrations,
) -> Result<Chosen, Error> {
    let history =
        Session::look(target, migrations, reading.options()?).await.map_err(
            |error| match error {
                Error::Connect { target, reason, hint } => {
                    let hint = hint.map(|hint| format!("{hint}\n")).unwrap_or_default();
                    let hint = format!(
                        "{hint}or name the migrations, and no database is needed: review VERSION…"
                    );
                    Error::Connect { target, reason, hint: Some(hint) }
                }
                other => other,
            },
        )?;
    let mut chosen = Chosen::default();
    for migration in history.into_iter().filter(|migration| migration.is_pending()) {
        if migration.state == State::OutOfOrder {
            chosen.out_of_order.insert(migration.version.clone());
        }
        chosen.versions.insert(migration.version);
    }
    Ok(chosen)
}

fn these(migrations: &Migrations, named: &[String]) -> Result<Chosen, Error> {
    let versions = named.iter().map(|name| version_of(migrations, name).map(str::to_owned));
    Ok(Chosen { versions: versions.collect::<Result<_, Error>>()?, ..Chosen::default() })
}

/// The chosen migrations on every backend that the workspace is for.
pub(super) async fn review(
    target: &Target,
    migrations: &Migrations,
    entities: &Entities,
    chosen: &Chosen,
) -> Result<merged::Review, Error> {
    let mut reviews = Vec::new();
    for backend in backends(target, entities) {
        let review = lint::Review {
            migrations: migrations.list(),
            backend,
            chosen: &|version| chosen.versions.contains(version),
            out_of_order: &|version| chosen.out_of_order.contains(version),
            manifest_dir: Some(entities.manifest_dir()),
        };
        reviews.push((backend, lint::review(&review).await?));
    }
    Ok(merged::Review::of(reviews, |version| file_of(entities, version)))
}

/// Those that are enabled. A workspace whose entities name a schema is for the backends with
/// schemas alone.
pub(super) fn backends(target: &Target, entities: &Entities) -> Vec<Backend> {
    let all = target::enabled().into_iter();
    if entities.name_schemas_of(target.backend()) {
        return all.filter(|backend| entities.name_schemas_of(*backend)).collect();
    }
    all.collect()
}

/// Puts in how large the tables are that the migrations concern.
async fn measure(
    reading: &Reading,
    target: &Target,
    review: &mut merged::Review,
) -> Result<(), Error> {
    let concerned = |migration: &Migration| migration.tables_on(target.backend()).to_vec();
    let tables: BTreeSet<String> = review.migrations.iter().flat_map(concerned).collect();
    if target.is_missing_file() || tables.is_empty() {
        return Ok(());
    }
    let sizes = sizes(target, reading.options()?.search_path().as_deref(), &tables).await?;
    for migration in &mut review.migrations {
        let of = |table: &String| {
            let size = sizes.get(table)?;
            Some(Sized {
                table: table.clone(),
                rows: size.rows,
                or_more: size.or_more,
                bytes: size.bytes,
            })
        };
        migration.tables = migration.tables_on(target.backend()).iter().filter_map(of).collect();
    }
    Ok(())
}
