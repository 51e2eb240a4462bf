//! The rules and conventions as one document for people.

use std::fmt::Write as _;

use super::{Rule, conventions, rules};

/// All rules with their pages, as Markdown: `docs/rules.md` of the repository.
pub fn manual() -> String {
    let mut text = String::from(HEAD);
    for rule in rules() {
        let cells = [
            format!("[{0}](#{0})", rule.name),
            rule.level.as_str().to_owned(),
            backends(rule),
            rule.lock.unwrap_or_default().to_owned(),
            rule.blocks.unwrap_or_default().to_owned(),
            rule.safer.to_owned(),
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    for rule in rules() {
        let _ = write!(text, "\n## {}\n\n{}. ", rule.name, rule.about);
        let _ = writeln!(text, "{}, on {}.\n", capital(rule.level.as_str()), backends(rule));
        let said = [
            ("Lock", rule.lock),
            ("Blocks", rule.blocks),
            ("Versions", rule.versions),
            ("Safer", Some(rule.safer)),
        ];
        for (what, said) in said.into_iter().filter_map(|(what, said)| Some((what, said?))) {
            let _ = writeln!(text, "- {what}: {said}");
        }
        let _ = writeln!(text, "\n{}", rule.page.trim_end());
    }
    text.push_str(CONVENTIONS);
    for convention in conventions::all() {
        let _ = write!(text, "\n## {}\n\n{}. ", convention.name, convention.about);
        let _ = writeln!(
            text,
            "{}.\n\n- Instead: {}",
            capital(convention.level.as_str()),
            convention.help
        );
        let _ = writeln!(text, "\n{}", convention.page.trim_end());
    }
    text
}

const HEAD: &str = "\
# The rules of the linter

<!-- Made by `cargo xtask docs` from migration-kit/src/lint/rules/. -->

`review` and `check` look at each migration with these rules, on each backend, without a database.
An error loses data silently, fails on rows, or keeps others from working although there is a safer
form, and the command exits with 1. A warning may be meant. A note is worth knowing. What is about
tables in use is not said of a table that the migration itself creates.

A migration suppresses a finding with a comment in its file, which holds for the whole migration and
is shown with its reason:

```rust
// migration-kit: allow(drop-column) nothing has read it since release 41
```

In the pages, *given* is what earlier migrations have made, *bad* is found, and *good* is not;
*no-transaction* is a migration that opts out of its transaction, and *refused* is what the database
itself refuses. `-- down` separates what rolls the migration back. Tests run all of them, also on
the databases.

| rule | level | backends | lock | blocks | safer |
|---|---|---|---|---|---|
";

const CONVENTIONS: &str = "
# The conventions

`check` holds the schema that the entities make against these, which are on by default. Where a
table does not keep one, the list of entities says so with the reason,
`.policy(Policy::default().exempt(&OWNERSHIP, \"countries\", \"reference data\"))`, and where none
does, `.off(&NAMING, …)`. Both are shown, and an exemption that excuses nothing is found. The SQL is
that of SQLite.
";

fn backends(rule: &Rule) -> String {
    if rule.backends.is_empty() {
        return "all".to_owned();
    }
    let names: Vec<&str> = rule.backends.iter().map(|backend| backend.name()).collect();
    names.join(", ")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
