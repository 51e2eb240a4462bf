//! `generate --check`: whether the entities and the migrations agree. Writes nothing, and looks at no database but
//! throw-away ones: SQLite in memory, and one on each server that is known.

use std::io::Write as _;
use std::process::ExitCode;

use serde::Serialize;

use crate::apply::Steps;
use crate::cli::args::{Args, Format};
use crate::diff::{Difference, compare, merge};
use crate::source::{Entities, Scratch, Server, declared, replayed};
use crate::{Error, Target};

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    agree: bool,
    backends: &'a [&'static str],
    differences: &'a [Difference],
}

pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    entities: &Entities,
) -> Result<ExitCode, Error> {
    let mut pairs = vec![(Scratch::in_memory().await?, Scratch::in_memory().await?)];
    let result = tokio::select! {
        result = differences(&mut pairs, target, steps, entities) => result,
        _ = tokio::signal::ctrl_c() => Err(Error::config("interrupted")),
    };
    let backends: Vec<&'static str> = pairs.iter().map(|(scratch, _)| scratch.backend()).collect();
    for (one, other) in pairs {
        one.discard().await;
        other.discard().await;
    }
    let differences = result?;
    let text = match args.format {
        Format::Json => {
            let agree = differences.is_empty();
            let document =
                Document { format_version: 1, agree, backends: &backends, differences: &differences };
            crate::cli::output::json(&document)?
        }
        Format::Text => differences.iter().map(|difference| format!("{difference}\n")).collect(),
    };
    // A reader that has gone away, such as `head`, is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
    if differences.is_empty() {
        tracing::info!("the entities and the migrations agree on {}", backends.join(", "));
        return Ok(ExitCode::SUCCESS);
    }
    let count = differences.len();
    tracing::warn!(
        "the entities and the migrations differ in {count} place{}",
        if count == 1 { "" } else { "s" }
    );
    Ok(ExitCode::from(1))
}

/// Compares on SQLite, and then on each server, whose throw-away databases are added to `pairs`.
async fn differences(
    pairs: &mut Vec<(Scratch, Scratch)>,
    target: &Target,
    steps: &Steps,
    entities: &Entities,
) -> Result<Vec<Difference>, Error> {
    for server in Server::from_env(target)? {
        let one = Scratch::on(&server).await?;
        match Scratch::on(&server).await {
            Ok(other) => pairs.push((one, other)),
            Err(error) => {
                one.discard().await;
                return Err(error);
            }
        }
    }
    let mut all = Vec::new();
    for (for_entities, for_migrations) in pairs {
        let wanted = declared(entities, for_entities).await?;
        let there = replayed(steps, for_migrations).await?;
        all.push(compare(for_entities.database(), &wanted, &there));
    }
    Ok(merge(all))
}
