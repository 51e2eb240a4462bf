//! What clap finds wrong becomes one line and a hint.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use crate::Error;

/// clap's report as one line and a hint. A URL among the words may hold a password, and is not
/// repeated.
pub(super) fn mistake(error: &clap::Error, command: &Command, words: &[OsString]) -> Error {
    if let Some(told) = other_commands(error, command, words) {
        return told;
    }
    let text = error.to_string();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut message = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    if message.ends_with(':') {
        message = format!("{message} {}", lines.next().unwrap_or_default());
    }
    // What may be said instead stands between brackets.
    let lines: Vec<&str> = lines.collect();
    let values = lines.iter().find_map(|line| {
        line.starts_with("[possible values: ").then(|| line.trim_matches(['[', ']']))
    });
    let tip = lines.iter().find_map(|line| line.strip_prefix("tip: ")).or(values);
    let hint = tip.unwrap_or("--help lists the commands and flags");
    Error::Usage { message: without_urls(&message), hint: Some(without_urls(hint)) }
}

/// An option that the command does not take, and others do.
fn other_commands(error: &clap::Error, command: &Command, words: &[OsString]) -> Option<Error> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg) else { return None };
    let word = word.split('=').next().unwrap_or_default();
    let is_meant = |arg: &Arg| match word.strip_prefix("--") {
        Some(long) => arg.get_long() == Some(long),
        None => word
            .strip_prefix('-')
            .is_some_and(|short| arg.get_short().map(String::from).as_deref() == Some(short)),
    };
    let takers = command.get_subcommands().filter(|command| command.get_arguments().any(is_meant));
    let takers: Vec<String> = takers.map(|taker| format!("`{}`", taker.get_name())).collect();
    let list = match takers.as_slice() {
        [] => return None,
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    let named =
        words.get(1).and_then(|word| word.to_str()).and_then(|word| command.find_subcommand(word));
    let message = match named {
        Some(named) => format!("`{}` does not take {word}", named.get_name()),
        None => {
            format!("{word} stands before the command, and only what belongs to every command may")
        }
    };
    let verb = if takers.len() == 1 { "takes" } else { "take" };
    Some(Error::Usage {
        message,
        hint: Some(format!("{list} {verb} {word}; --help lists what each command takes")),
    })
}

fn without_urls(text: &str) -> String {
    let words = text.split(' ').map(|word| if word.contains("://") { "(a URL)" } else { word });
    words.collect::<Vec<_>>().join(" ")
}
