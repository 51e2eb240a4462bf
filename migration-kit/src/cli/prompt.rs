//! Questions to a person on a terminal. Where there is no terminal nothing is asked.
//!
//! A question is a few words here. What it is about is printed before it, because a long one would
//! be broken in the middle of a name.

use std::io::{self, IsTerminal as _};

use inquire::{InquireError, Select, Text};

use super::terminal::Terminal;
use crate::Error;

/// The choice that decides nothing. It is the first, so that Enter alone does no harm.
const STOP: &str = "stop here, and decide later";

/// Whether there is somebody to ask.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a text; none where the person gives up.
///
/// # Errors
/// [`interrupted`] by Ctrl-C.
pub(super) async fn text(question: &'static str) -> Result<Option<String>, Error> {
    asked(move || Text::new(question).prompt()).await
}

/// Asks which one of several it is; none where the person gives up.
///
/// # Errors
/// As [`text`].
pub(super) async fn choice(
    question: &'static str,
    choices: Vec<String>,
) -> Result<Option<usize>, Error> {
    let numbered = choices.iter().enumerate().map(|(at, choice)| format!("{}) {choice}", at + 1));
    let options: Vec<String> = std::iter::once(STOP.to_owned()).chain(numbered).collect();
    let select = move || {
        let select = Select::new(question, options).with_scorer(&score);
        select
            .with_help_message("arrows or a number to choose, then Enter; Esc to stop")
            .raw_prompt()
    };
    let chosen = asked(select).await?;
    Ok(chosen.and_then(|chosen| chosen.index.checked_sub(1)))
}

/// Leaves the choices that what is typed may mean: the one of a number, or those with a text.
fn score(typed: &str, _: &String, choice: &str, at: usize) -> Option<i64> {
    let is_meant = match typed.trim().parse::<usize>() {
        Ok(number) => number == at,
        Err(_) => choice.to_lowercase().contains(&typed.trim().to_lowercase()),
    };
    is_meant.then_some(0)
}

/// What a command ends with when somebody stops it before it has changed anything.
pub(super) fn interrupted() -> Error {
    Error::Interrupted {
        message: "interrupted".to_owned(),
        hint: Some("nothing was changed".to_owned()),
    }
}

/// Asks on a thread of its own, so that a signal is heard in the meantime. Ctrl-C is a key while a
/// question stands, and a signal before and after that.
async fn asked<T: Send + 'static>(
    question: impl FnOnce() -> Result<T, InquireError> + Send + 'static,
) -> Result<Option<T>, Error> {
    let terminal = Terminal::as_it_is();
    if terminal.has_ended() {
        terminal.leave();
        return Ok(None);
    }
    let answer = async {
        let (send, receive) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            // Nobody listens any more after a signal.
            let _ = send.send(question());
        });
        receive.await
    };
    let answer = tokio::select! {
        biased;
        _ = tokio::signal::ctrl_c() => return Err(interrupted()),
        answer = answer => answer,
    };
    terminal.leave();
    match answer {
        Ok(Ok(answer)) => Ok(Some(answer)),
        Ok(Err(InquireError::OperationInterrupted)) => Err(interrupted()),
        // Esc, the end of the input, or a terminal that cannot be asked on.
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_a_text_finds_its_choice() {
        let choices =
            [STOP, "1) it was renamed (--rename t.a:b1)", "2) it goes (--drop t.a)", "11) another"];
        let found = |typed: &str| -> Vec<usize> {
            let is_found = |at: &usize| score(typed, &String::new(), choices[*at], *at).is_some();
            (0..choices.len()).filter(is_found).collect()
        };
        assert_eq!(
            (found(""), found("1"), found("2 "), found("7")),
            (vec![0, 1, 2, 3], vec![1], vec![2], vec![])
        );
        assert_eq!((found("Drop"), found("stop")), (vec![2], vec![0]));
    }
}
