//! A step that panics is an error like any other, and is told once.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};

use futures_util::FutureExt as _;

thread_local! {
    static IS_STEP: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Leaves the telling of a step's panic to whoever gets it as an error: for a program whose only work is the steps.
#[cfg(feature = "cli")]
pub(crate) fn tell_once() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if IS_STEP.get() {
            PLACE.set(info.location().map(ToString::to_string));
        } else {
            usual(info);
        }
    }));
}

/// Runs something that may panic, and gives what it panics with.
pub(crate) fn catch<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    let outer = IS_STEP.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    IS_STEP.set(outer);
    result.map_err(|panic| text(panic.as_ref()))
}

/// The same for a future of a step's, with the place where that is known.
pub(crate) async fn catch_async<T>(run: impl Future<Output = T>) -> Result<T, String> {
    let mut run = Box::pin(AssertUnwindSafe(run).catch_unwind());
    let polled = std::future::poll_fn(|context| {
        let outer = IS_STEP.replace(true);
        let polled = run.as_mut().poll(context);
        IS_STEP.set(outer);
        polled
    });
    polled.await.map_err(|panic| match PLACE.take() {
        Some(place) => format!("{} (at {place})", text(panic.as_ref())),
        None => text(panic.as_ref()),
    })
}

fn text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message").to_owned()
}
