//! Every rule's page: what it calls bad is found, and what it calls good is not.

use sea_orm::{ConnectionTrait as _, DbErr, Statement};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::{all, nearest};
use crate::Backend;
use crate::lint::{Finding, Review, Rule, review};

/// A migration of a page.
struct Sql {
    name: &'static str,
    up: String,
    down: String,
    in_transaction: Option<bool>,
    panics: bool,
    /// A row has to be there.
    fails: bool,
}

impl sea_orm_migration::MigrationName for Sql {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        assert!(!self.panics, "this one does");
        self.run(manager, &self.up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.run(manager, &self.down).await
    }

    fn use_transaction(&self) -> Option<bool> {
        self.in_transaction
    }
}

impl Sql {
    async fn run(&self, manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for statement in sql.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
            let statement = statement.trim_end_matches(';');
            if statement.starts_with("SELECT") {
                let query = Statement::from_string(manager.get_database_backend(), statement);
                let row = db.query_one_raw(query).await?;
                if row.is_none() && self.fails {
                    return Err(DbErr::RecordNotFound("there is no such note".to_owned()));
                }
            } else {
                db.execute_unprepared(statement).await?;
            }
        }
        Ok(())
    }
}

/// A block of a page: SQL, or the text of a migration.
struct Block<'p> {
    is_rust: bool,
    words: Vec<&'p str>,
    text: &'p str,
}

impl Block<'_> {
    fn is(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    /// Without the name of a backend it is for all.
    fn is_for(&self, backend: Backend) -> bool {
        self.is(word(backend)) || !["postgres", "mysql", "sqlite"].iter().any(|word| self.is(word))
    }
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let fences = page.split("```").skip(1).step_by(2);
    let of = |block| {
        let (head, text) = str::split_once(block, '\n')?;
        let mut words = head.split_whitespace();
        let is_rust = words.next()? == "rust";
        Some(Block { is_rust, words: words.collect(), text })
    };
    fences.filter_map(of).collect()
}

fn findings(rule: &Rule, backend: Backend, block: &Block<'_>) -> Vec<Finding> {
    let page = blocks(rule.page);
    let given = page.iter().filter(|block| block.is("given") && block.is_for(backend));
    let before: String = given.map(|block| block.text).collect();
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    let sql = if block.is_rust {
        std::fs::write(folder.path().join("src/m2.rs"), block.text).unwrap();
        ""
    } else {
        block.text
    };
    let (up, down) = sql.split_once("-- down\n").unwrap_or((sql, ""));
    let given = Sql {
        name: "m1",
        up: before,
        down: String::new(),
        in_transaction: None,
        panics: false,
        fails: false,
    };
    let migration = Sql {
        name: "m2",
        up: up.to_owned(),
        down: down.to_owned(),
        in_transaction: block.is("no-transaction").then_some(false),
        panics: block.is("panics"),
        fails: block.is("fails"),
    };
    let migrations: Vec<Box<dyn MigrationTrait>> = vec![Box::new(given), Box::new(migration)];
    let (chosen, out_of_order) =
        (|version: &str| version == "m2", |_: &str| block.is("out-of-order"));
    let asked = Review {
        migrations: &migrations,
        backend,
        chosen: &chosen,
        out_of_order: &out_of_order,
        manifest_dir: Some(folder.path()),
    };
    crate::testing::block_on(review(&asked)).unwrap().remove(0).findings
}

fn word(backend: Backend) -> &'static str {
    match backend {
        Backend::Postgres => "postgres",
        Backend::MySql => "mysql",
        Backend::Sqlite => "sqlite",
    }
}

#[test]
fn pages_are_right_about_what_is_bad_and_good() {
    let mut wrong = Vec::new();
    for rule in all() {
        for backend in rule.backends {
            let on = format!("{} on {}", rule.name, backend.name());
            let page = blocks(rule.page);
            for kind in ["bad", "good"] {
                let blocks: Vec<_> =
                    page.iter().filter(|block| block.is(kind) && block.is_for(*backend)).collect();
                if blocks.is_empty() {
                    wrong.push(format!("{on}: there is nothing {kind}"));
                }
                for block in blocks {
                    let found = findings(rule, *backend, block);
                    let is_found = found.iter().any(|finding| finding.rule == rule.name);
                    let is_read = ["not-recorded", "migration-panics"].contains(&rule.name)
                        || found.iter().all(|finding| {
                            !["not-recorded", "migration-panics"].contains(&finding.rule)
                        });
                    if is_found != (kind == "bad") || !is_read {
                        wrong.push(format!("{on}: {kind}\n{}\n{found:#?}", block.text));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What each rule says of what its page calls bad: `INSTA_UPDATE=always` writes it anew.
#[test]
fn messages_are_those_of_the_snapshot() {
    let mut lines = Vec::new();
    for rule in all() {
        for backend in rule.backends {
            for block in blocks(rule.page) {
                if !block.is("bad") || !block.is_for(*backend) {
                    continue;
                }
                let found = findings(rule, *backend, &block);
                for finding in found.iter().filter(|finding| finding.rule == rule.name) {
                    // Where this file panics is no matter of the rule.
                    let message = finding.message.split(" (at ").next().unwrap_or_default();
                    let about = [&finding.table, &finding.object].map(Option::as_deref);
                    let about: Vec<&str> = about.into_iter().flatten().collect();
                    lines.push(format!(
                        "{}, {}: {}: {message}",
                        rule.name,
                        backend.name(),
                        about.join(".")
                    ));
                }
            }
        }
    }
    lines.dedup();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path(".");
    settings.bind(|| insta::assert_snapshot!("messages", lines.join("\n")));
}

#[test]
fn nothing_is_told_twice() {
    for rule in all() {
        for block in blocks(rule.page).iter().filter(|block| !block.is("given")) {
            for backend in rule.backends.iter().filter(|backend| block.is_for(**backend)) {
                let found = findings(rule, *backend, block);
                let mut told: Vec<_> =
                    found.iter().map(|of| (of.rule, of.statement, &of.table, &of.object)).collect();
                told.sort();
                told.dedup();
                assert_eq!(told.len(), found.len(), "{}: {found:#?}", block.text);
            }
        }
    }
}

#[test]
fn a_misspelt_rule_has_a_nearest_one() {
    assert_eq!(nearest("drop-colum"), Some("drop-column"));
    assert_eq!(nearest("drop_column"), Some("drop-column"));
    assert_eq!(nearest("blocking-index"), Some("blocking-index-drop"));
    assert_eq!(nearest("keyboard"), None);
}

#[test]
fn the_list_is_the_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|file| {
            Some(file.unwrap().file_name().to_str()?.strip_suffix(".rs")?.replace('_', "-"))
        })
        .filter(|name| name != "mod" && name != "tests")
        .collect();
    files.sort();
    let listed: Vec<&str> = all().iter().map(|rule| rule.name).collect();
    assert_eq!(listed, files);
}

#[test]
fn every_rule_says_all_of_it() {
    for rule in all() {
        assert!(!rule.page.is_empty() && !rule.safer.is_empty(), "{}", rule.name);
        assert!(
            !rule.about.ends_with('.') && rule.about.starts_with(char::is_uppercase),
            "{}",
            rule.name
        );
        assert_eq!(
            rule.lock.is_some(),
            rule.blocks.is_some(),
            "{}: a lock blocks something",
            rule.name
        );
    }
}

#[test]
fn the_manual_is_up_to_date() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.md");
    let is = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        is == crate::lint::manual(),
        "docs/rules.md is not what the rules say: run `cargo xtask docs`"
    );
}
