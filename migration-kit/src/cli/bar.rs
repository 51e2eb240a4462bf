//! The bar of a run on a terminal: the migration, how long it has been at it, and the statement
//! that is probably running.

use std::io::{self, IsTerminal as _, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::output;
use crate::apply::{Now, Progress};
use crate::error::one_line;

/// What is drawn at the moment. Whatever else is printed goes above it.
static SCREEN: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// A migration that is faster shows no bar.
const SHOWN_AFTER: Duration = Duration::from_millis(300);

/// A bar that is drawn until this is dropped.
pub(super) struct Bar {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Shows how far a run is, when somebody is looking.
pub(super) fn show(progress: &Progress) -> Option<Bar> {
    if !io::stderr().is_terminal() {
        return None;
    }
    let over = Arc::new(AtomicBool::new(false));
    let (seen, progress) = (Arc::clone(&over), progress.clone());
    let thread = spawn(move || draw(&progress, &seen));
    Some(Bar { over, thread: Some(thread) })
}

fn draw(progress: &Progress, over: &AtomicBool) {
    let mut drawn: Option<ProgressBar> = None;
    while !over.load(Ordering::Relaxed) {
        let now = progress.now();
        let started = now
            .started
            .filter(|started| started.elapsed() >= SHOWN_AFTER && now.done < now.migrations);
        match (started, &drawn) {
            (Some(started), Some(bar)) => update(bar, &now, started),
            (Some(started), None) => {
                let bar = ProgressBar::hidden().with_style(style());
                update(&bar, &now, started);
                drawn = Some(SCREEN.add(bar));
            }
            (None, _) => {
                if let Some(bar) = drawn.take() {
                    bar.finish_and_clear();
                }
            }
        }
        sleep(Duration::from_millis(100));
    }
    if let Some(bar) = drawn {
        bar.finish_and_clear();
    }
}

fn update(bar: &ProgressBar, now: &Now, started: Instant) {
    bar.set_length(now.migrations as u64);
    bar.set_position(now.done as u64);
    bar.set_prefix(format!(
        "{} {:.1} s",
        now.version.as_deref().unwrap_or_default(),
        started.elapsed().as_secs_f64()
    ));
    let rows = now.rows.map(|(done, of)| match of {
        Some(of) => format!("{done} of about {of} rows: "),
        None => format!("{done} rows: "),
    });
    let statement = now.statement().map(one_line).unwrap_or_default();
    bar.set_message(rows.unwrap_or_default() + &statement);
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{bar:20} {pos}/{len}  {prefix}  {wide_msg}");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has drawn its last bar.
            let _ = thread.join();
        }
    }
}

/// stderr, above the bar.
pub(super) struct Above;

impl Write for Above {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let written = SCREEN.suspend(|| anstream::stderr().write_all(text));
        // Nothing stops for a line that cannot be written; the exit code tells of it.
        output::note("stderr", written);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        anstream::stderr().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_shows_migration_time_and_next_statement() {
        let mut now = Now::default();
        (now.migrations, now.done, now.version) = (3, 1, Some("m2".to_owned()));
        now.statements = vec!["CREATE TABLE a".to_owned(), "CREATE INDEX i\n  ON a (b)".to_owned()];
        now.statements_done = 1;
        let bar = ProgressBar::hidden().with_style(style());
        update(&bar, &now, Instant::now());
        assert_eq!((bar.position(), bar.length()), (1, Some(3)));
        assert_eq!(
            (bar.prefix().as_str(), bar.message().as_str()),
            ("m2 0.0 s", "CREATE INDEX i ON a (b)")
        );
    }
}
