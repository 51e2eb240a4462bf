//! All cases of a family on a backend, some at a time, each within a deadline.

use std::sync::Arc;
use std::time::Duration;

use migration_kit::testing::{Backend, block_on};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::case::{Axes, Case, Style};
use crate::judge::judge;
use crate::stage::Pool;

/// How long a case may take: a busy machine needs seconds for it, and a hang has no end.
const LONGEST: Duration = Duration::from_secs(20);

/// How many cases run at once.
const AT_ONCE: usize = 4;

/// How many findings of a case are told: another role alone sees fifty settings otherwise.
const MOST: usize = 6;

/// In how many ways a kind is run on a backend, unless all are asked for.
const WAYS: usize = 3;

/// Runs the cases of a family, and names every one that fails. TEST_LONG=1 runs each kind in every
/// way, and TEST_CASE=use_other that kind alone.
pub fn family(name: &str, cases: &'static [Case], backend: Backend) {
    let chosen = std::env::var("TEST_CASE").ok();
    let all_ways = chosen.is_some() || std::env::var_os("TEST_LONG").is_some();
    let cases: Vec<(&Case, Axes)> = cases
        .iter()
        .enumerate()
        .filter(|(_, case)| chosen.as_ref().is_none_or(|name| name == case.name))
        .flat_map(|(at, case)| {
            let ways = ways(case, backend);
            let stride = if all_ways { 1 } else { ways.len().div_ceil(WAYS).max(1) };
            // Another kind takes other ways, so that each way meets each family.
            (0..ways.len())
                .filter(move |way| (way + at) % stride == 0)
                .map(|way| (case, ways[way]))
                .collect::<Vec<_>>()
        })
        .collect();
    let count = cases.len();
    let failures = block_on(all(cases));
    eprintln!("{name}: {} of {count} cases hold on {backend:?}", count - failures.len());
    assert!(
        failures.is_empty(),
        "{} of {count} cases fail:\n\n{}\n",
        failures.len(),
        failures.join("\n\n")
    );
}

/// The ways in which the kind makes sense there.
fn ways(case: &Case, backend: Backend) -> Vec<Axes> {
    let on = case.on(backend);
    if on.is_nothing() {
        return Vec::new();
    }
    let makes_sense =
        |axes: &Axes| (on.code.is_none() || axes.style == Style::Async) && (case.only)(*axes);
    Axes::all(backend).into_iter().filter(makes_sense).collect()
}

/// The failures, in the order of the cases.
async fn all(cases: Vec<(&'static Case, Axes)>) -> Vec<String> {
    let (seats, pool) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(Pool::default()));
    let mut running = JoinSet::new();
    for (at, (case, axes)) in cases.into_iter().enumerate() {
        let (seats, pool) = (Arc::clone(&seats), Arc::clone(&pool));
        running.spawn(async move {
            let _seat = seats.acquire_owned().await.unwrap();
            // In a task of its own, whose panic or hang is its own.
            let mut task = tokio::spawn(async move { judge(case, axes, &pool).await });
            let mut wrong = match timeout(LONGEST, &mut task).await {
                Ok(Ok(wrong)) => wrong,
                Ok(Err(panic)) => vec![panic_of(panic)],
                Err(_) => {
                    task.abort();
                    vec![format!("it does not end within {LONGEST:?}")]
                }
            };
            let name = format!("{} ({axes})", case.name);
            let more = wrong.len().saturating_sub(MOST);
            wrong.truncate(MOST);
            wrong.extend((more > 0).then(|| format!("… and {more} more")));
            (!wrong.is_empty()).then(|| (at, format!("{name}\n  {}", wrong.join("\n  "))))
        });
    }
    let mut failures: Vec<(usize, String)> =
        running.join_all().await.into_iter().flatten().collect();
    failures.sort();
    failures.into_iter().map(|(_, failure)| failure).collect()
}

fn panic_of(error: tokio::task::JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "it was cancelled".to_owned() };
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    format!("it panicked: {}", text.unwrap_or_default())
}
