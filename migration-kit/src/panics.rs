//! A migration that panics is an error like any other, and is told once.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{self, AssertUnwindSafe};

use futures_util::FutureExt as _;

thread_local! {
    static IS_MIGRATION: Cell<bool> = const { Cell::new(false) };
    static LOCATION: RefCell<Option<Location>> = const { RefCell::new(None) };
}

/// What a migration panicked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Panic {
    pub(crate) message: String,
    /// Where, in a program that listens for it.
    pub(crate) location: Option<Location>,
}

/// A location in a source, as the compiler tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    pub(crate) file: String,
    pub(crate) line: u32,
    column: u32,
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.location {
            Some(Location { file, line, column }) => write!(f, " (at {file}:{line}:{column})"),
            None => Ok(()),
        }
    }
}

/// Leaves the telling of a migration's panic to whoever gets it as an error: for a program whose
/// only work is the migrations.
#[cfg(feature = "cli")]
pub(crate) fn tell_once() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if IS_MIGRATION.get() {
            LOCATION.set(info.location().map(|at| Location {
                file: at.file().to_owned(),
                line: at.line(),
                column: at.column(),
            }));
        } else {
            usual(info);
        }
    }));
}

/// Runs something that may panic, and gives what it panics with.
pub(crate) fn catch<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    let outer = IS_MIGRATION.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    IS_MIGRATION.set(outer);
    result.map_err(|panic| text(panic.as_ref()))
}

/// The same for a future of a migration's, with the location where that is known.
pub(crate) async fn catch_async<T>(run: impl Future<Output = T>) -> Result<T, Panic> {
    let mut run = Box::pin(AssertUnwindSafe(run).catch_unwind());
    let polled = std::future::poll_fn(|context| {
        let outer = IS_MIGRATION.replace(true);
        let polled = run.as_mut().poll(context);
        IS_MIGRATION.set(outer);
        polled
    });
    polled.await.map_err(|panic| Panic { message: text(panic.as_ref()), location: LOCATION.take() })
}

fn text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
        .to_owned()
}
