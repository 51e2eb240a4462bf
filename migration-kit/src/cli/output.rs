//! What people see: messages on stderr, in colour on a terminal unless NO_COLOR is set.

use std::fmt::{self, Debug};
use std::io::Write as _;

use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, fmt::Subscriber as Log};

use crate::report::Marks;
use crate::{Error, env};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();

/// Prints one line that says what happened, and the hint below it.
pub(super) fn error(error: &Error) {
    eprintln!("{ERROR}error:{ERROR:#} {error}");
    if let Some(hint) = error.hint() {
        eprintln!("  {HINT}hint:{HINT:#} {hint}");
    }
}

/// Prints a result on stdout, in its colours on a terminal.
pub(super) fn print(text: &str) {
    // A reader that has gone away, such as `head`, is no failure.
    let _ = anstream::stdout().write_all(text.as_bytes());
}

/// The marks that the terminal can show, told from the locale as POSIX has it.
pub(super) fn marks() -> Marks {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(env::var).unwrap_or_default().to_lowercase();
    if cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8") {
        Marks::Unicode
    } else {
        Marks::Ascii
    }
}

/// A document for machines.
pub(super) fn json(document: &impl serde::Serialize) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(document);
    text.map(|text| text + "\n").map_err(|e| Error::config(format!("cannot write JSON: {e}")))
}

/// Sends the engine's messages to stderr; with `verbose`, those of its libraries too.
pub(super) fn start_log(verbose: bool) {
    // The libraries' trace level would print connection options, and with them the password.
    let filter = if verbose { "debug" } else { "migration_kit=info,off" };
    let log = Log::builder().with_env_filter(EnvFilter::new(filter)).with_writer(|| super::bar::Above);
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
        match *event.metadata().level() {
            Level::ERROR => write!(out, "{ERROR}error:{ERROR:#} ")?,
            Level::WARN => write!(out, "{WARNING}warning:{WARNING:#} ")?,
            Level::DEBUG | Level::TRACE => write!(out, "{}: ", event.metadata().target())?,
            Level::INFO => {}
        }
        if self.verbose {
            context.format_fields(out.by_ref(), event)?;
        } else {
            event.record(&mut Message(&mut out));
        }
        writeln!(out)
    }
}

/// Writes the message alone.
struct Message<'a, 'w>(&'a mut Writer<'w>);

impl Visit for Message<'_, '_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            // stderr is all there is to report a failing stderr to.
            let _ = write!(self.0, "{value:?}");
        }
    }
}
