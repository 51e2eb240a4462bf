//! What people see: results on stdout, messages on stderr, in colour on a terminal unless NO_COLOR
//! is set.
//!
//! A write that fails stops nothing: what was begun is finished and recorded. A reader that has
//! left, such as `head`, is no failure; any other, such as a full disk, is remembered, and becomes
//! the exit code in the end.

use std::fmt::{self, Debug, Write as _};
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};

use anstyle::{AnsiColor, Style};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, fmt::Subscriber as Log};

use crate::report::Marks;
use crate::{Error, env, escape};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();

/// The first write that failed.
static FAILED: Mutex<Option<Error>> = Mutex::new(None);

/// Prints one line that says what happened, what the database said in full for a person who sits
/// there, and the hint below.
pub(super) fn error(error: &Error) {
    let mut text = format!("{ERROR}error:{ERROR:#} {error}\n");
    if let Some(full) = error.in_full().filter(|_| io::stderr().is_terminal()) {
        text.push_str(&format!("  in full, which no log shows: {full}\n"));
    }
    if let Some(hint) = error.hint() {
        text.push_str(&format!("  {HINT}hint:{HINT:#} {hint}\n"));
    }
    say(&text);
}

/// Prints a result on stdout, in its colours on a terminal.
pub(super) fn print(text: &str) {
    let mut stdout = anstream::stdout();
    note("stdout", stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()));
}

/// Prints a document on stdout as it is.
pub(super) fn document(text: &str) {
    let mut stdout = io::stdout();
    note("stdout", stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()));
}

/// Prints on stderr, in its colours on a terminal.
pub(super) fn say(text: &str) {
    let mut stderr = anstream::stderr();
    note("stderr", stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush()));
}

/// Remembers the first failure that is more than a reader who has left.
pub(super) fn note(stream: &str, written: io::Result<()>) {
    let Err(error) = written else { return };
    if error.kind() == io::ErrorKind::BrokenPipe {
        return;
    }
    FAILED.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| {
        Error::Environment {
            message: format!("cannot write to {stream}: {error}"),
            hint: Some(
                "the command has done its work; what it had to say is lost, at least in part"
                    .to_owned(),
            ),
        }
    });
}

/// What could not be written, if anything.
pub(super) fn failure() -> Option<Error> {
    FAILED.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The marks that the terminal can show, told from the locale as POSIX has it.
pub(super) fn marks() -> Marks {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(env::var)
        .unwrap_or_default()
        .to_lowercase();
    if cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8") {
        Marks::Unicode
    } else {
        Marks::Ascii
    }
}

/// A document for machines.
pub(super) fn json(document: &impl serde::Serialize) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(document);
    text.map(|text| escape::json(&text) + "\n")
        .map_err(|e| Error::internal(format!("cannot write JSON: {e}")))
}

/// Sends the engine's messages to stderr; with `verbose`, those of its libraries too.
pub(super) fn start_log(verbose: bool) {
    // The libraries' trace level would print connection options, and with them the password.
    let filter = if verbose { "debug,sqlx::query=trace" } else { "migration_kit=info,off" };
    let log =
        Log::builder().with_env_filter(EnvFilter::new(filter)).with_writer(|| super::bar::Above);
    // It would print them on stderr, and panic where that is what cannot be written.
    let log = log.log_internal_errors(false);
    // Somebody who has set up a log already keeps it.
    let _ = tracing::subscriber::set_global_default(log.event_format(Line { verbose }).finish());
}

/// One event on one line: the message for people, or with `verbose` all that the event holds.
struct Line {
    verbose: bool,
}

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut out: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut text = String::new();
        if self.verbose {
            context.format_fields(Writer::new(&mut text), event)?;
        } else {
            event.record(&mut Message(&mut text));
        }
        match *event.metadata().level() {
            Level::ERROR => write!(out, "{ERROR}error:{ERROR:#} ")?,
            Level::WARN => write!(out, "{WARNING}warning:{WARNING:#} ")?,
            Level::DEBUG | Level::TRACE => write!(out, "{}: ", event.metadata().target())?,
            Level::INFO => {}
        }
        // A message is one line. The statements that `verbose` shows may have several.
        out.write_str(&if self.verbose {
            escape::lines(&text)
        } else {
            escape::line(&text).into_owned()
        })?;
        writeln!(out)
    }
}

/// Writes the message alone.
struct Message<'a>(&'a mut String);

impl Visit for Message<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            // Writing to a String cannot fail.
            let _ = write!(self.0, "{value:?}");
        }
    }
}
