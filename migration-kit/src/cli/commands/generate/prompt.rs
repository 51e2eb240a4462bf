//! Asking a person which way a change goes.

use crate::Error;
use crate::cli::output::say;
use crate::cli::prompt;
use crate::diff::{Answers, Question};

/// Whether there is somebody to ask.
pub(super) fn possible() -> bool {
    prompt::is_possible()
}

/// Asks the first of the questions: an answer may settle others. Gives false when nobody answers.
pub(super) async fn ask(questions: &[Question], answers: &mut Answers) -> Result<bool, Error> {
    let Some(question) = questions.first() else { return Ok(true) };
    let choices =
        question.flags.iter().map(|choice| format!("{} ({})", choice.meaning, choice.flag)).collect();
    say(&format!("\n{}\n", question.text));
    let chosen = prompt::choice("Which one?", choices).await?;
    let Some(choice) = chosen.and_then(|at| question.flags.get(at)) else { return Ok(false) };
    match choice.flag.strip_suffix("=SQL") {
        Some(front) => {
            let sql = prompt::text("SQL expression:").await?;
            let Some(sql) = sql.filter(|sql| !sql.trim().is_empty()) else { return Ok(false) };
            answers.add_flag(&format!("{front}={}", sql.trim()))?;
        }
        None => answers.add_flag(&choice.flag)?,
    }
    Ok(true)
}
