//! All cases of a family on a backend, some at a time, each within a deadline.

use std::sync::Arc;
use std::time::Duration;

use migration_kit::testing::{DbBackend, block_on};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::case::{Axes, Case, Style};
use crate::judge::judge;

/// How long a case may take: a busy machine needs seconds for it, and a hang has no end.
const LONGEST: Duration = Duration::from_secs(40);

/// How many cases run at once.
const AT_ONCE: usize = 4;

/// Runs the cases of a family, and names every one that fails.
pub fn family(name: &str, cases: &'static [Case], backend: DbBackend) {
    // One case can be chosen: TEST_CASE=use_other
    let chosen = std::env::var("TEST_CASE").ok();
    let cases: Vec<(&Case, Axes)> = cases
        .iter()
        .filter(|case| !case.on(backend).is_nothing() && chosen.as_ref().is_none_or(|name| name == case.name))
        .flat_map(|case| Axes::all(backend).into_iter().map(move |axes| (case, axes)))
        .filter(|(case, axes)| case.on(backend).code.is_none() || axes.style == Style::Async)
        .filter(|(case, axes)| (case.only)(*axes))
        .collect();
    let count = cases.len();
    let failures = block_on(all(cases));
    eprintln!("{name}: {} of {count} cases hold on {backend:?}", count - failures.len());
    assert!(failures.is_empty(), "{} of {count} cases fail:\n\n{}\n", failures.len(), failures.join("\n\n"));
}

/// The failures, in the order of the cases.
async fn all(cases: Vec<(&'static Case, Axes)>) -> Vec<String> {
    let seats = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for (at, (case, axes)) in cases.into_iter().enumerate() {
        let seats = Arc::clone(&seats);
        running.spawn(async move {
            let _seat = seats.acquire_owned().await.unwrap();
            // In a task of its own, whose panic or hang is its own.
            let mut task = tokio::spawn(judge(case, axes));
            let wrong = match timeout(LONGEST, &mut task).await {
                Ok(Ok(wrong)) => wrong,
                Ok(Err(panic)) => vec![panic_of(panic)],
                Err(_) => {
                    task.abort();
                    vec![format!("it does not end within {LONGEST:?}")]
                }
            };
            let name = format!("{} ({axes})", case.name);
            (!wrong.is_empty()).then(|| (at, format!("{name}\n  {}", wrong.join("\n  "))))
        });
    }
    let mut failures: Vec<(usize, String)> = running.join_all().await.into_iter().flatten().collect();
    failures.sort();
    failures.into_iter().map(|(_, failure)| failure).collect()
}

fn panic_of(error: tokio::task::JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "it was cancelled".to_owned() };
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    format!("it panicked: {}", text.unwrap_or_default())
}
