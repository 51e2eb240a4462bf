//! Asking a person, on a terminal.

use std::io::{BufRead as _, IsTerminal as _};

use crate::Error;
use crate::cli::output::say;
use crate::diff::{Answers, Question};

/// Whether there is somebody to ask.
pub(super) fn possible() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks the first of the questions: an answer may settle others. Gives false when nobody answers.
pub(super) async fn ask(questions: &[Question], answers: &mut Answers) -> Result<bool, Error> {
    let Some(question) = questions.first() else { return Ok(true) };
    say(&format!("\n{}\n", question.text));
    for (at, choice) in question.flags.iter().enumerate() {
        say(&format!("  {}) {} ({})\n", at + 1, choice.meaning, choice.flag));
    }
    let choice = loop {
        say(&format!("Which one? [1-{}, or Enter to stop] ", question.flags.len()));
        let Some(line) = line().await.filter(|line| !line.trim().is_empty()) else { return Ok(false) };
        let number = line.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(choice) = number.and_then(|at| question.flags.get(at)) {
            break choice;
        }
    };
    match choice.flag.strip_suffix("=SQL") {
        Some(front) => {
            say("SQL expression: ");
            let Some(sql) = line().await.filter(|sql| !sql.trim().is_empty()) else { return Ok(false) };
            answers.add_flag(&format!("{front}={}", sql.trim()))?;
        }
        None => answers.add_flag(&choice.flag)?,
    }
    Ok(true)
}

/// One line of standard input. It is read on a thread of its own, so that Ctrl-C is heard in the meantime.
async fn line() -> Option<String> {
    let (send, receive) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        // Nobody listens any more after Ctrl-C.
        let _ = send.send(read.is_ok_and(|bytes| bytes > 0).then_some(line));
    });
    receive.await.ok().flatten()
}
