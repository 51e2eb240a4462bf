//! `generate --check`: do the entities and the migrations agree? Writes nothing.

use std::process::ExitCode;

use serde::Serialize;

use crate::apply::Migrations;
use crate::cli::commands::catalog::{ENTITIES_AND_MIGRATIONS, unmade};
use crate::cli::commands::findings::{differ, document};
use crate::cli::commands::sides;
use crate::cli::options::Format;
use crate::cli::output;
use crate::desired::{Entities, not_unique};
use crate::diff::{Difference, compare, merge};
use crate::lint::Finding;
use crate::report::checklist::ENTITIES_EQUAL_MIGRATIONS;
use crate::{Error, Target};

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    agree: bool,
    backends: &'a [&'static str],
    differences: &'a [Difference],
    /// What the server says of the entities' tables and not of the migrations', and the reader of
    /// its catalog does not see.
    definitions: &'a [String],
}

pub(super) async fn run(
    format: Format,
    target: &Target,
    migrations: &Migrations,
    entities: &Entities,
) -> Result<ExitCode, Error> {
    let own = migrations.own_tables();
    let own = own.each_ref().map(String::as_str);
    let (sides, unmade) = sides::with(async |made| {
        let sides = made.read(target, migrations, entities).await?;
        let mut all: Vec<String> = not_unique(entities).iter().map(ToString::to_string).collect();
        for (side, pair) in sides.iter().zip(made.pairs()) {
            let read = compare(side.backend, &side.desired, &side.current);
            let told = unmade(pair, &own, &read, entities).await?;
            all.extend(
                told.into_iter().map(|(_, line)| format!("{line} ({})", side.backend.name())),
            );
        }
        Ok((sides, all))
    })
    .await?;
    let backends: Vec<&'static str> = sides.iter().map(|side| side.backend.name()).collect();
    let differences =
        merge(sides.iter().map(|side| compare(side.backend, &side.desired, &side.current)));
    let agree = differences.is_empty() && unmade.is_empty();
    let text = match format {
        Format::Json => {
            let document = Document {
                format_version: 1,
                agree,
                backends: &backends,
                differences: &differences,
                definitions: &unmade,
            };
            output::json(&document)?
        }
        Format::Text => differences
            .iter()
            .map(ToString::to_string)
            .chain(unmade.iter().cloned())
            .map(|line| format!("{}\n", crate::escape::line(&line)))
            .collect(),
        format => {
            let topic = &ENTITIES_EQUAL_MIGRATIONS;
            let mut findings = differ(topic, &differences, ENTITIES_AND_MIGRATIONS, entities);
            findings.extend(unmade.iter().map(|line| Finding::about(topic, line.clone())));
            document(format, &findings, entities)?
        }
    };
    output::document(&text);
    if agree {
        tracing::info!("the entities and the migrations agree on {}", backends.join(", "));
        return Ok(ExitCode::SUCCESS);
    }
    let count = differences.len() + unmade.len();
    tracing::warn!(
        "the entities and the migrations differ in {count} place{}",
        if count == 1 { "" } else { "s" }
    );
    Ok(ExitCode::from(1))
}
