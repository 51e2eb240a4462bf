//! The words of the command line become a command with its arguments.
//!
//! Each command takes the options that mean something to it. Given before the command, as stock has
//! it, any of them is handed on to the command, so that one way of calling the program serves for
//! all commands.

use std::ffi::OsString;

use clap::builder::{StyledStr, ValueParser};
use clap::parser::ValueSource;
use clap::{
    Arg, ArgAction, ArgMatches, Args as _, Command, CommandFactory as _, FromArgMatches as _,
    Parser,
};

use super::commands;
use super::mistake::mistake;
use super::options::{Consent, Global, Running};
use crate::{Error, env};

/// Apply, roll back and write the schema migrations of this workspace; without a command, `up`
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES.help())]
pub(super) struct Args {
    #[command(flatten)]
    pub global: Global,

    #[command(subcommand)]
    pub command: commands::Command,
}

const EXAMPLES: Examples = Examples(&[
    ("generate", "write the migration from a change of the entities"),
    ("up", "apply what is pending"),
    ("help up", "what `up` takes; its options may also precede it"),
]);

/// What the command line amounts to.
pub(super) enum Parsed {
    /// A command to run.
    Run(Args),
    /// A text that was asked for: the help of a command, or the version.
    Show(StyledStr),
}

/// Understands the words of a command line, the program's name first.
///
/// # Errors
/// [`Error::Usage`] for what is not understood.
pub(super) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Parsed, Error> {
    let words = with_command(words.into_iter().collect());
    let mut command = command();
    match command
        .try_get_matches_from_mut(&words)
        .and_then(|matches| Args::from_arg_matches(&matches))
    {
        Ok(args) => Ok(Parsed::Run(args)),
        Err(error) if error.use_stderr() => Err(mistake(&error, &command, &words)),
        Err(shown) => Ok(Parsed::Show(shown.render())),
    }
}

/// The whole command line. The program itself takes what any command does, on the command's behalf.
pub(super) fn command() -> Command {
    let shared = Consent::augment_args(Running::augment_args(Command::new("shared")));
    let format = Arg::new("format").long("format").num_args(1);
    // Without a command it is `up`.
    let command = Args::command().subcommand_required(false).arg_required_else_help(false);
    let command = command.arg(format).args(shared.get_arguments().cloned()).mut_args(described);
    // The commands that take them tell of them.
    let is_shown =
        |arg: &Arg| matches!(arg.get_long(), Some("database-url" | "database-schema" | "verbose"));
    let command = command.mut_args(|arg| if is_shown(&arg) { arg } else { arg.hide(true) });
    command.mut_subcommands(|command| with_consent(command).mut_args(described))
}

/// A script may answer yes to whatever a command asks, also to one that asks nothing.
fn with_consent(command: Command) -> Command {
    let has_its_own = command.get_arguments().any(|arg| arg.get_long() == Some("yes"));
    let consent =
        Arg::new("yes").long("yes").action(ArgAction::SetTrue).overrides_with("yes").hide(true);
    if has_its_own { command } else { command.arg(consent) }
}

/// An option with its variable and its default, from the one list of settings. Where it is given
/// twice, before the command and behind it, the last one counts.
fn described(arg: Arg) -> Arg {
    if arg.get_long() == Some("format") {
        return arg.overrides_with("format");
    }
    let Some(setting) = env::WITH_FLAG.iter().find(|setting| setting.flag == arg.get_long()) else {
        return arg;
    };
    let default = match setting.default {
        "" => String::new(),
        default => format!(" [default: {default}]"),
    };
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let id = arg.get_id().clone();
    arg.help(format!("{help} [env: {}]{default}", setting.variable)).overrides_with(id)
}

/// Puts the options that stand before the command behind it, and `up` where there is no command.
/// What cannot be understood that far stays as it is, and is told as a mistake, or as the help that
/// was asked for.
fn with_command(words: Vec<OsString>) -> Vec<OsString> {
    let whole = command();
    let Ok(before) = before(&whole).try_get_matches_from(&words) else { return words };
    let (name, behind) = match before.subcommand() {
        Some((name, behind)) => {
            (name, behind.get_raw("").into_iter().flatten().map(OsString::from).collect())
        }
        None => ("up", Vec::new()),
    };
    let Some(command) = whole.find_subcommand(name) else { return words };
    let mut moved: Vec<OsString> = words.first().cloned().into_iter().collect();
    moved.push(name.into());
    for option in whole.get_arguments().filter(|option| is_wanted(option, command)) {
        moved.extend(again(option, &before));
    }
    moved.extend(behind);
    moved
}

/// Reads what stands before the command, and nothing of it.
fn before(whole: &Command) -> Command {
    let as_it_is = |option: &Arg| match option.get_action().takes_values() {
        true => option.clone().value_parser(ValueParser::os_string()),
        false => option.clone(),
    };
    Command::new("before")
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .allow_external_subcommands(true)
        .args(whole.get_arguments().map(as_it_is))
}

/// Whether an option that stands before a command is handed on. What a command has no use for does
/// no harm there; only a format promises an output, and is refused by the command itself.
fn is_wanted(option: &Arg, command: &Command) -> bool {
    let takes = |taken: &Arg| taken.get_long() == option.get_long();
    option.is_global_set() || option.get_id() == "format" || command.get_arguments().any(takes)
}

/// The words that say an option again, if it was given.
fn again(option: &Arg, given: &ArgMatches) -> Vec<OsString> {
    let id = option.get_id().as_str();
    let is_given = given.value_source(id) == Some(ValueSource::CommandLine);
    let Some(long) = option.get_long().filter(|_| is_given) else { return Vec::new() };
    if !option.get_action().takes_values() {
        return vec![format!("--{long}").into()];
    }
    let value = |value: &std::ffi::OsStr| {
        let mut word = OsString::from(format!("--{long}="));
        word.push(value);
        word
    };
    given.get_raw(id).into_iter().flatten().map(value).collect()
}

/// What a command's help ends with: how it is called, and what that does.
pub(super) struct Examples(pub &'static [(&'static str, &'static str)]);

impl Examples {
    /// Below the heading that clap gives its own parts.
    pub(super) fn help(&self) -> StyledStr {
        let header = clap::builder::Styles::styled().get_header().to_owned();
        let width = self.0.iter().map(|(words, _)| words.len()).max().unwrap_or_default();
        let lines =
            self.0.iter().map(|(words, does)| format!("\n  migration {words:<width$}  {does}"));
        StyledStr::from(format!("{header}Examples:{header:#}{}", lines.collect::<String>()))
    }
}

#[cfg(test)]
mod tests;
