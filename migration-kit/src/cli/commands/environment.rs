//! `environment`: shows what the database is marked as, marks it, or takes the mark away.

use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;

use super::Workspace;
use crate::apply::environment::{self as marks, DEVELOPMENT, Marked};
use crate::cli::args::Examples;
use crate::cli::options::Reading;
use crate::cli::output;
use crate::{Error, Target};

/// Show or change what the database is marked as
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Environment {
    /// Mark the database: where it is `development`, commands that destroy data do not ask
    #[arg(long, value_enum, value_name = "ENVIRONMENT", conflicts_with = "clear")]
    set: Option<Kind>,

    /// Take the mark away
    #[arg(long)]
    clear: bool,

    /// How to print the mark
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    reading: Reading,
}

/// What a database can be marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Development,
}

/// How a mark is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

const EXAMPLES: Examples = Examples(&[
    ("environment", "show the mark"),
    ("environment --set development", "let no command ask any more"),
]);

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    database: String,
    environment: Option<&'a str>,
}

pub(super) async fn run(environment: &Environment, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, migrations, .. } = *on;
    if target.is_missing_file() || target.is_in_memory() {
        return Err(Error::Environment {
            message: format!("there is no database {target} that could bear a mark"),
            hint: Some("`up --create` makes one and marks it `development`".to_owned()),
        });
    }
    let options = environment.reading.options()?;
    let there = match environment.clear || environment.set.is_some() {
        true => marks::Environment::open_to_change(target, migrations, &options).await?,
        false => marks::Environment::open(target, migrations, &options).await?,
    };
    let done = change(&there, target, environment).await;
    let closed = there.close().await;
    let marked = done?;
    closed?;
    let mark = match &marked {
        Marked::As(mark) => Some(mark.as_str()),
        Marked::Nothing => None,
        Marked::Elsewhere(mark) => {
            tracing::warn!(
                "the mark `{mark}` was set in another database and came along with a copy of it; it does not hold for {target}"
            );
            None
        }
    };
    match environment.format {
        Format::Json => {
            let document =
                Document { format_version: 1, database: target.to_string(), environment: mark };
            output::document(&output::json(&document)?);
        }
        Format::Text => {
            output::print(&format!("{}\n", crate::escape::line(mark.unwrap_or("not marked"))))
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn change(
    there: &marks::Environment,
    target: &Target,
    environment: &Environment,
) -> Result<Marked, Error> {
    if environment.clear {
        there.clear().await?;
        tracing::info!(
            "{target} is marked as nothing any more: a command that destroys data asks first"
        );
    }
    if environment.set.is_some() {
        there.set(DEVELOPMENT).await?;
        tracing::info!(
            "{target} is marked as {DEVELOPMENT}: no command asks any more before it destroys data there"
        );
    }
    there.mark().await
}
