//! `generate --check`: do the entities and the migrations agree? Writes nothing.

use std::process::ExitCode;

use serde::Serialize;

use crate::apply::Migrations;
use crate::cli::commands::findings::{differ, document};
use crate::cli::commands::sides;
use crate::cli::options::Format;
use crate::cli::output;
use crate::desired::Entities;
use crate::diff::{Difference, compare, merge};
use crate::report::checklist::ENTITIES_EQUAL_MIGRATIONS;
use crate::{Error, Target};

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    agree: bool,
    backends: &'a [&'static str],
    differences: &'a [Difference],
}

pub(super) async fn run(
    format: Format,
    target: &Target,
    migrations: &Migrations,
    entities: &Entities,
) -> Result<ExitCode, Error> {
    let sides = sides::with(async |made| made.read(target, migrations, entities).await).await?;
    let backends: Vec<&'static str> = sides.iter().map(|side| side.backend.name()).collect();
    let differences =
        merge(sides.iter().map(|side| compare(side.backend, &side.desired, &side.current)));
    let text = match format {
        Format::Json => {
            let agree = differences.is_empty();
            let document = Document {
                format_version: 1,
                agree,
                backends: &backends,
                differences: &differences,
            };
            output::json(&document)?
        }
        Format::Text => differences
            .iter()
            .map(|difference| format!("{}\n", crate::escape::line(&difference.to_string())))
            .collect(),
        format => {
            let sides = ["the entities", "the migrations"];
            document(
                format,
                &differ(&ENTITIES_EQUAL_MIGRATIONS, &differences, sides, entities),
                entities,
            )?
        }
    };
    output::document(&text);
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
