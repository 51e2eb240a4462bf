//! `diagram`: the picture of what the entities say.

use std::path::Path;
use std::process::ExitCode;

use super::sides;
use crate::cli::args::Format;
use crate::cli::output;
use crate::schema::resolve;
use crate::source::{Entities, hints};
use crate::{Error, Target, diagram, target};

/// Makes the entities on a throw-away database of the target's kind, and draws what its catalog says.
pub(in crate::cli) async fn run(
    target: &Target,
    entities: &Entities,
    format: Format,
    file: Option<&Path>,
) -> Result<ExitCode, Error> {
    let (backend, mut schema) =
        sides::with(async |made: &mut sides::Made| made.declared(target, entities).await).await?;
    resolve(&mut [(backend, &mut schema)], &hints(entities).types);
    let title = format!("The entities on {}", target::name(backend));
    let text = match format {
        Format::Mermaid => diagram::mermaid(&schema),
        Format::Html => diagram::html(&schema, &title),
        _ => diagram::svg(&schema, &title),
    };
    let Some(file) = file else {
        output::print(&text);
        return Ok(ExitCode::SUCCESS);
    };
    std::fs::write(file, text).map_err(|e| Error::Config {
        message: format!("cannot write {}: {e}", file.display()),
        hint: Some(
            "--output names a file in a folder that exists; without it the picture goes to stdout".into(),
        ),
    })?;
    tracing::info!("{} is written", file.display());
    Ok(ExitCode::SUCCESS)
}
