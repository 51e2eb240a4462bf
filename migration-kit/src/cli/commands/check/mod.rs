//! `check`: the checklist. An item that could not be done says so and counts as neither passed nor
//! failed.

mod compile;
mod conventions;
mod database;
mod reviewed;
mod schemas;

use std::process::ExitCode;

use serde::Serialize;

use super::findings::{document, version_of};
use super::{Workspace, sides};
use crate::apply::Migrations;
use crate::cli::args::Examples;
use crate::cli::options::{Format, Reading};
use crate::cli::output;
use crate::desired::{Entities, unlisted};
use crate::lint::Finding;
use crate::plural::plural;
use crate::report::checklist::ENTITIES_LISTED;
use crate::report::{Checklist, Item, Topic};
use crate::{Error, Target};

/// Check that entities, migrations and database agree
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Check {
    /// Compare the schema of the database too; reads only
    #[arg(long)]
    live: bool,

    /// Review the migrations from this one on [default: the pending ones, or all where there is no
    /// database]
    #[arg(long, value_name = "VERSION")]
    from: Option<String>,

    /// Let cargo check every crate of the workspace
    #[arg(long)]
    compile: bool,

    /// How to print the checklist
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    reading: Reading,
}

const EXAMPLES: Examples = Examples(&[
    ("check", "the checklist"),
    ("check --live", "compare the schema of the database, too"),
    ("check --format github", "annotations for a pull request"),
]);

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    passed: bool,
    #[serde(flatten)]
    list: &'a Checklist,
}

/// What every item may need.
struct Checked<'a> {
    target: &'a Target,
    migrations: &'a Migrations,
    entities: &'a Entities,
    check: &'a Check,
}

pub(super) async fn run(check: &Check, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, migrations, entities } = *on;
    // What is wrong with the arguments is told before anything is run.
    check.from.as_deref().map(|from| version_of(migrations, from)).transpose()?;
    let checked = Checked { target, migrations, entities, check };
    let mut list = Checklist::default();
    let mut add = |item: Item| {
        // Each is told when it is done, because some take their time.
        if check.format == Format::Text {
            output::print(&item.text(output::marks()));
        }
        list.items.push(item);
    };
    add(entities_listed(entities));
    let schemas = sides::with(async |made| schemas::check(&checked, made, &mut add).await).await?;
    let history = database::history(&checked).await;
    add(reviewed::check(&checked, history.as_deref().ok()).await?);
    for item in conventions::check(&checked, &schemas) {
        add(item);
    }
    add(database::recorded(&checked, &history));
    if check.live {
        add(database::live(&checked, &history, &schemas).await);
    }
    add(compile::check(&checked));
    match check.format {
        Format::Text => output::print(&format!("{}\n", list.summary())),
        Format::Json => {
            let document = Document { format_version: 2, passed: list.passed(), list: &list };
            output::print(&output::json(&document)?);
        }
        format => output::print(&document(format, list.findings(), entities)?),
    }
    if check.format != Format::Text {
        tracing::info!("{}", list.summary());
    }
    Ok(if list.passed() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Whether somebody forgot an entity in the list.
fn entities_listed(entities: &Entities) -> Item {
    let finding = |module: String| Finding {
        help: Some(format!(
            "add {module} to `entities![…]`, or say after it why it is not there: .without(\"{module}\", \"a view\")"
        )),
        ..Finding::about(
            &ENTITIES_LISTED,
            format!("the entity {module} is not in the list of entities"),
        )
    };
    let findings = unlisted(entities).into_iter().map(finding).collect();
    let seen = plural(entities.list().len(), "entity", "entities");
    Item::of(ENTITIES_LISTED.name, "every entity is in the list", findings).seen(seen)
}

/// An error as a finding of a topic.
fn finding_of(checked: &Checked<'_>, topic: &Topic, error: &Error) -> Finding {
    let version = match error {
        Error::Migration { version, .. } => Some(version.clone()),
        _ => None,
    };
    Finding {
        location: version
            .as_deref()
            .and_then(|version| super::findings::location_of(checked.entities, version)),
        version,
        help: error.hint().or(Some(topic.help.to_owned())),
        ..Finding::about(topic, error.to_string())
    }
}
