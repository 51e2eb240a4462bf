//! A migration in words: its name, when it ran, and what to do where it needs somebody.

use maud::{Markup, html};

use super::read::Migration;
use crate::apply::{MigrationStatus, State};
use crate::escape::{line, lines};
use crate::lint::Level;
use crate::plural::plural;

/// One entry of the time line.
pub(super) fn entry(migration: &Migration) -> Markup {
    let status = &migration.status;
    let what = what(&line(&status.version));
    let count =
        |level: Level| migration.findings.iter().filter(|finding| finding.level == level).count();
    html! {
        li.migration {
            (state(status.state))
            div {
                p.what { (what) }
                p.meta { code { (line(&status.version)) } }
                p.meta { (run(status)) }
                @if let Some(error) = &status.error { p.error { (line(error)) } }
                (sql(migration))
                @if count(Level::Error) + count(Level::Warning) > 0 {
                    p.meta { a href=(format!("#{}", anchor())) { (findings(count(Level::Error), count(Level::Warning))) } }
                }
            }
        }
    }
}

/// Where the findings are.
pub(super) fn anchor() -> &'static str {
    "findings"
}

/// The state as a word; its colour says nothing more.
pub(super) fn state(state: State) -> Markup {
    let class = format!("state state-{}", state.as_str().replace(' ', "-"));
    html! { span class=(class) { (state.as_str()) } }
}

fn findings(errors: usize, warnings: usize) -> String {
    let parts = [plural(errors, "error", "errors"), plural(warnings, "warning", "warnings")];
    let parts: Vec<String> = parts
        .into_iter()
        .zip([errors, warnings])
        .filter(|(_, count)| *count > 0)
        .map(|(text, _)| text)
        .collect();
    format!("{} found", parts.join(", "))
}

/// The SQL, for whoever wants to see it.
fn sql(migration: &Migration) -> Markup {
    if migration.sql.is_empty() {
        return html! { p.meta { "What it does is not recorded." } };
    }
    let text: Vec<String> = migration
        .sql
        .iter()
        .map(|sql| format!("{};", sql.trim_end().trim_end_matches(';')))
        .collect();
    html! {
        details {
            summary { "SQL, " (plural(text.len(), "statement", "statements")) }
            pre { code { (lines(&text.join("\n"))) } }
        }
    }
}

/// When it ran, how long that took, and who did it.
fn run(status: &MigrationStatus) -> String {
    let at = status.applied_at.map(|at| format!("recorded {}", at.format("%Y-%m-%d %H:%M:%S UTC")));
    let begun = status.is_partially_applied().then_some(()).and(status.started_at.as_ref());
    let begun = begun.map(|at| format!("begun {at}"));
    let took = status.duration_ms.map(took);
    let parts = [begun.or(at), took, status.by.as_deref().map(|by| line(by).into_owned())];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    match text.is_empty() {
        true => "not applied".to_owned(),
        false => text,
    }
}

fn took(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("took {milliseconds} ms"),
        1_000..60_000 => format!("took {:.1} s", milliseconds as f64 / 1_000.0),
        _ => format!("took {} min {} s", milliseconds / 60_000, milliseconds % 60_000 / 1_000),
    }
}

/// What a version says the migration does: `create users` of `m20260105_090000_create_users`.
fn what(version: &str) -> String {
    let mut words = version.splitn(3, '_');
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    match (words.next().and_then(|date| date.strip_prefix('m')), words.next(), words.next()) {
        (Some(date), Some(time), Some(rest)) if is_number(date) && is_number(time) => {
            rest.replace('_', " ")
        }
        _ => version.to_owned(),
    }
}

/// What to do about a state that is neither applied nor pending.
pub(super) fn advice(status: &MigrationStatus) -> Option<String> {
    let version = &line(&status.version);
    let half = |how: &str| match status.is_pending() {
        true => format!(
            "It {how}. `up` goes on with it, and `down -n 1` rolls back what is done of it."
        ),
        false => format!(
            "It {how}, so nothing else runs. Look at the database, then say which side it is on: `repair {version} --mark applied`, \
             `--mark pending`, or `--down` to roll it back."
        ),
    };
    match status.state {
        State::Applied | State::Pending => None,
        State::Running => Some("A process is at it.".to_owned()),
        State::PartiallyApplied => {
            Some(half("was begun by a process that is gone, and may be partially applied"))
        }
        State::Failed => Some(half("ended with an error and may be partially applied")),
        State::Modified => Some(format!(
            "Its SQL is another one now than what was run. Write a new migration, or, when nothing is changed by it, \
             `repair {version} --accept-edit`."
        )),
        State::OutOfOrder => {
            Some("It is older than a migration that is applied. The next `up` runs it.".to_owned())
        }
        State::Missing => Some(
            "It is applied, and this build does not have it: a newer build or another branch was here."
                .to_owned(),
        ),
    }
}
