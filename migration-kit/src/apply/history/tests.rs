#![cfg(test)]

use super::*;

fn entry(version: &str, progress: Progress, direction: Direction) -> Entry {
    Entry {
        version: version.to_owned(),
        progress,
        direction,
        checksum: None,
        statements_done: None,
        error: None,
        applied_at: None,
        started_at: None,
        duration_ms: None,
        host: None,
        pid: None,
        kit: None,
        sea_query: None,
    }
}

/// Renders the join of a code list and a record as one word per migration.
#[track_caller]
fn check(code: &[&str], recorded: &[&str], entries: Vec<Entry>, expected: &str) {
    let records = recorded.iter().map(|version| ((*version).to_owned(), 0)).collect();
    let read = Read { records, entries, is_new: false };
    let all = join(code, &read, &ActionsByVersion::of_plans(&[], Backend::Sqlite), Backend::Sqlite);
    let words: Vec<String> =
        all.iter().map(|s| format!("{}={}", s.version, s.state.as_str())).collect();
    assert_eq!(words.join(" "), expected);
}

#[test]
fn every_state_is_told_apart() {
    let check =
        |code: &[&str], recorded: &[&str], expected: &str| check(code, recorded, vec![], expected);
    check(&["a", "b"], &[], "a=pending b=pending");
    check(&["a", "b"], &["a", "b"], "a=applied b=applied");
    check(&["a", "b"], &["a"], "a=applied b=pending");
    check(&["a", "b", "c"], &["a", "c"], "a=applied b=out of order c=applied");
    check(&["a", "c"], &["a", "b", "c"], "a=applied b=missing c=applied");
    check(&["a", "b"], &["a", "b", "z"], "a=applied b=applied z=missing");
    check(&[], &["a"], "a=missing");
}

#[test]
fn a_row_of_the_history_table_alone_counts_if_begun() {
    use Direction::{Down, Up};
    use Progress::{Applied, Failed, Running};
    check(&["a", "b"], &["a"], vec![entry("b", Running, Up)], "a=applied b=running");
    check(&["a", "b"], &["a"], vec![entry("b", Failed, Up)], "a=applied b=failed");
    check(&["a"], &["a"], vec![entry("a", Running, Down)], "a=running");
    check(&["a"], &["a"], vec![entry("z", Failed, Up)], "a=applied z=failed");
    // The stock executor undid it, or the process was killed between the two tables.
    check(&["a"], &[], vec![entry("a", Applied, Up)], "a=pending");
    check(&["a"], &["a"], vec![entry("a", Running, Up)], "a=applied");
    check(&["a"], &[], vec![entry("a", Failed, Down)], "a=pending");
    check(&["a"], &["a"], vec![entry("z", Applied, Up)], "a=applied");
}
