//! `cargo xtask new-rule NAME`: the file of a rule, its page, and its lines in the list.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

/// The arguments of `cargo xtask new-rule`.
#[derive(clap::Args)]
pub struct Args {
    /// What the rule finds, in small letters with dashes, such as drop-sequence
    name: String,
}

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../migration-kit/src/lint/rules");

/// Makes the files.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    make(Path::new(RULES), &args.name)?;
    let stem = args.name.replace('-', "_");
    eprintln!(
        "xtask: write migration-kit/src/lint/rules/{stem}.rs and its page {stem}.md, then `cargo xtask docs`"
    );
    Ok(ExitCode::SUCCESS)
}

fn make(rules: &Path, name: &str) -> anyhow::Result<()> {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !name.starts_with(|c: char| c.is_ascii_lowercase())
        || !name.split('-').all(|part| !part.is_empty() && part.chars().all(is_letter))
    {
        bail!("a rule's name is in small letters with dashes, such as drop-sequence: {name}");
    }
    let stem = name.replace('-', "_");
    let file = rules.join(format!("{stem}.rs"));
    if file.exists() {
        bail!("there is a rule {name} already: {stem}.rs");
    }
    let list = rules.join("mod.rs");
    let text = fs::read_to_string(&list).context("cannot read the list of rules, mod.rs")?;
    let text = insert(&text, &format!("mod {stem};"), is_module)
        .and_then(|text| insert(&text, &format!("        &{stem}::RULE,"), is_entry))
        .context("mod.rs does not look like a list of rules")?;
    fs::write(&file, RULE.replace("NAME", name).replace("STEM", &stem))
        .context("cannot write the rule")?;
    fs::write(rules.join(format!("{stem}.md")), PAGE).context("cannot write the page")?;
    fs::write(&list, text).context("cannot write the list of rules, mod.rs")
}

/// Puts a line among those of its kind, by its name.
fn insert(text: &str, line: &str, name: fn(&str) -> Option<&str>) -> Option<String> {
    let new = name(line)?;
    let lines: Vec<&str> = text.lines().collect();
    let mut known = lines.iter().enumerate().filter_map(|(at, line)| Some((at, name(line)?)));
    let before = known.clone().find(|(_, known)| *known > new).map(|(at, _)| at);
    let at = before.or_else(|| known.next_back().map(|(at, _)| at + 1))?;
    let lines = lines[..at].iter().chain([&line]).chain(&lines[at..]);
    Some(lines.map(|line| format!("{line}\n")).collect())
}

fn is_module(line: &str) -> Option<&str> {
    let name =
        line.strip_prefix("pub(super) ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')?;
    (name != "tests").then_some(name)
}

fn is_entry(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix('&')?.strip_suffix("::RULE,")
}

const RULE: &str = r#"//! What it finds, in one sentence.

use crate::lint::sql::Operation;
use crate::lint::{ALL, Hit, Level, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "NAME",
    level: Level::Warning,
    backends: ALL,
    about: "What is wrong, without a full stop",
    safer: "what to do instead",
    page: include_str!("STEM.md"),
    find,
    ..Rule::BLANK
};

fn find(subject: &Subject<'_>) -> Vec<Hit> {
    subject.hits(|seen| {
        let Operation::DropTable { table } = &seen.operation else { return None };
        subject.existing(seen, table)?;
        Some(Hit::of(table, None, format!("what happens to {table}")))
    })
}
"#;

const PAGE: &str = "\
Why it matters, the lock that it takes and what that blocks, from which version on, and the safer way.

```sql given
CREATE TABLE notes (id bigint PRIMARY KEY, title varchar(100));
```

```sql bad postgres mysql sqlite
DROP TABLE notes;
```

```sql good postgres mysql sqlite
ALTER TABLE notes ADD COLUMN subject text;
```

Source: the manuals.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_gets_its_files_and_its_lines() {
        let folder = tempfile::tempdir().unwrap();
        let list = fs::read_to_string(Path::new(RULES).join("mod.rs")).unwrap();
        fs::write(folder.path().join("mod.rs"), &list).unwrap();
        make(folder.path(), "drop-sequence").unwrap();
        make(folder.path(), "a-first-one").unwrap();
        make(folder.path(), "zero").unwrap();
        let text = fs::read_to_string(folder.path().join("mod.rs")).unwrap();
        let names =
            |name: fn(&str) -> Option<&str>| text.lines().filter_map(name).collect::<Vec<_>>();
        let modules = names(is_module);
        assert_eq!(modules, names(is_entry));
        assert!(modules.is_sorted() && modules.contains(&"drop_sequence"), "{modules:?}");
        assert_eq!(text.lines().count(), list.lines().count() + 6);
        let rule = fs::read_to_string(folder.path().join("drop_sequence.rs")).unwrap();
        assert!(
            rule.contains("name: \"drop-sequence\"")
                && rule.contains("include_str!(\"drop_sequence.md\")")
        );
        assert!(folder.path().join("drop_sequence.md").exists());
    }

    #[test]
    fn a_name_is_new_and_in_small_letters() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("drop_table.rs"), "").unwrap();
        let refused = |name: &str| make(folder.path(), name).unwrap_err().to_string();
        assert_eq!(refused("drop-table"), "there is a rule drop-table already: drop_table.rs");
        for name in ["Drop", "drop_table", "drop--table", "", "../x", "1st"] {
            assert!(refused(name).starts_with("a rule's name is in small letters"), "{name}");
        }
    }
}
