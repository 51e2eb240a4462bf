//! `up`: Apply pending steps.

use std::process::ExitCode;

use super::summary;
use crate::apply::environment::{self, DEVELOPMENT, Environment};
use crate::apply::{Session, Steps};
use crate::cli::args::Args;
use crate::cli::{bar, output};
use crate::{Error, Target};

pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    num: Option<u32>,
    create: bool,
) -> Result<ExitCode, Error> {
    let options = args.options()?;
    if create && environment::create(target).await? {
        let made = Environment::open(target, steps, &options).await?;
        let marked = made.set(DEVELOPMENT).await;
        marked.and(made.close().await)?;
        tracing::info!(
            "created {target}, and marked it as {DEVELOPMENT}: no command asks before it destroys data there"
        );
    }
    let bar = bar::show(&options.progress);
    let mut session = Session::open(target, options).await?;
    let mut done = session.up(steps, num).await;
    if done.as_ref().is_ok_and(Vec::is_empty)
        && let Err(error) = session.warn_of_edits(steps).await
    {
        done = Err(error);
    }
    session.close().await;
    drop(bar);
    Ok(summary(&done?))
}

/// `up --dry-run`: the SQL of the pending steps, on stdout.
pub(in crate::cli) async fn preview(
    args: &Args,
    target: &Target,
    steps: &Steps,
    num: Option<u32>,
) -> Result<ExitCode, Error> {
    let pending = Session::preview(target, steps, args.options()?, num).await?;
    if pending.is_empty() {
        tracing::info!("nothing to do");
    }
    let text: String = pending
        .iter()
        .map(|(version, script)| {
            let sql = match script {
                Some(script) => {
                    let note = "-- it asks for rows, and this is what it does when there are none\n";
                    let note = if script.depends_on_data { note } else { "" };
                    let sql: String = script.sql().map(|sql| format!("{sql};\n")).collect();
                    format!("{note}{sql}")
                }
                None => {
                    "-- it can only be told by running it: it depends on what is in the database\n".to_owned()
                }
            };
            format!("-- {version}\n{sql}\n")
        })
        .collect();
    output::document(&text);
    Ok(ExitCode::SUCCESS)
}
