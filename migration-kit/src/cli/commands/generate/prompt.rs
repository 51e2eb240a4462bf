//! Asking a person which way a change goes.

use crate::Error;
use crate::cli::output::say;
use crate::cli::prompt;
use crate::diff::{Ambiguity, Resolutions};

/// Whether there is somebody to ask.
pub(super) fn possible() -> bool {
    prompt::is_possible()
}

/// Asks about the first of the ambiguities: a resolution may settle others. Gives false when nobody
/// answers.
pub(super) async fn ask(
    ambiguities: &[Ambiguity],
    resolutions: &mut Resolutions,
) -> Result<bool, Error> {
    let Some(ambiguity) = ambiguities.first() else { return Ok(true) };
    let choices = ambiguity
        .flags
        .iter()
        .map(|choice| format!("{} ({})", choice.meaning, choice.flag))
        .collect();
    say(&format!("\n{}\n", ambiguity.text));
    let chosen = prompt::choice("Which one?", choices).await?;
    let Some(choice) = chosen.and_then(|at| ambiguity.flags.get(at)) else { return Ok(false) };
    match choice.flag.strip_suffix("=SQL") {
        Some(front) => {
            let sql = prompt::text("SQL expression:").await?;
            let Some(sql) = sql.filter(|sql| !sql.trim().is_empty()) else { return Ok(false) };
            resolutions.add_flag(&format!("{front}={}", sql.trim()))?;
        }
        None => resolutions.add_flag(&choice.flag)?,
    }
    Ok(true)
}
