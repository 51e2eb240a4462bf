//! `environment`: shows what the database is marked as, marks it, or takes the mark away.

use std::process::ExitCode;

use serde::Serialize;

use crate::apply::Steps;
use crate::apply::environment::{DEVELOPMENT, Environment, Marked};
use crate::cli::args::{Args, Format, Mark};
use crate::cli::output;
use crate::{Error, Target};

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    database: String,
    environment: Option<&'a str>,
}

pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    mark: &Mark,
) -> Result<ExitCode, Error> {
    if target.is_missing_file() || target.is_in_memory() {
        return Err(Error::Config {
            message: format!("there is no database {target} that could bear a mark"),
            hint: Some("`up --create` makes one and marks it `development`".to_owned()),
        });
    }
    let there = Environment::open(target, steps, &args.options()?).await?;
    let done = change(&there, target, mark).await;
    let closed = there.close().await;
    let marked = done?;
    closed?;
    let environment = match &marked {
        Marked::As(mark) => Some(mark.as_str()),
        Marked::Nothing => None,
        Marked::Elsewhere(mark) => {
            tracing::warn!(
                "the mark `{mark}` was set in another database and came along with a copy of it; it does not hold for {target}"
            );
            None
        }
    };
    match args.format {
        Format::Json => {
            let document = Document { format_version: 1, database: target.to_string(), environment };
            output::document(&output::json(&document)?);
        }
        _ => output::print(&format!("{}\n", crate::escape::line(environment.unwrap_or("not marked")))),
    }
    Ok(ExitCode::SUCCESS)
}

async fn change(there: &Environment, target: &Target, mark: &Mark) -> Result<Marked, Error> {
    if mark.clear {
        there.clear().await?;
        tracing::info!("{target} is marked as nothing any more: a command that destroys data asks first");
    }
    if mark.set.is_some() {
        there.set(DEVELOPMENT).await?;
        tracing::info!(
            "{target} is marked as {DEVELOPMENT}: no command asks any more before it destroys data there"
        );
    }
    there.mark().await
}
