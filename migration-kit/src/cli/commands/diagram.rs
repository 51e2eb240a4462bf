//! `diagram`: the picture of what the entities say.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use super::{Workspace, sides};
use crate::cli::args::Examples;
use crate::cli::output;
use crate::desired::hints;
use crate::schema::resolve;
use crate::{Error, diagram};

/// Draw the tables and foreign keys that the entities declare
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Diagram {
    /// Write the picture into this file [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// A picture, a text that GitHub and many editors draw, or a page with the picture
    #[arg(long, value_enum, default_value_t)]
    format: Picture,
}

/// How a schema is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Picture {
    #[default]
    Svg,
    Mermaid,
    Html,
}

const EXAMPLES: Examples = Examples(&[
    ("diagram -o schema.svg", "a picture in a file"),
    ("diagram --format mermaid", "a text on stdout"),
]);

/// Makes the entities on a shadow database of the target's kind, and draws what its catalog says.
pub(super) async fn run(diagram: &Diagram, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, entities, .. } = *on;
    let (backend, mut schema) =
        sides::with(async |made: &mut sides::Made| made.desired(target, entities).await).await?;
    resolve(&mut [(backend, &mut schema)], &hints(entities).types);
    let title = format!("The entities on {}", backend.name());
    let text = match diagram.format {
        Picture::Mermaid => diagram::mermaid(&schema),
        Picture::Html => diagram::html(&schema, &title),
        Picture::Svg => diagram::svg(&schema, &title),
    };
    let Some(file) = &diagram.output else {
        output::print(&text);
        return Ok(ExitCode::SUCCESS);
    };
    std::fs::write(file, text).map_err(|e| Error::Environment {
        message: format!("cannot write {}: {e}", file.display()),
        hint: Some(
            "--output names a file in a folder that exists; without it the picture goes to stdout"
                .into(),
        ),
    })?;
    tracing::info!("{} is written", file.display());
    Ok(ExitCode::SUCCESS)
}
