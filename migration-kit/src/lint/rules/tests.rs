//! Every rule's page: what it calls bad is found, and what it calls good is not.

use sea_orm::DbBackend;
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use super::all;
use crate::lint::{Finding, Review, Rule, review};
use crate::target;

struct Sql {
    name: String,
    up: String,
    down: String,
    in_transaction: Option<bool>,
}

impl sea_orm_migration::MigrationName for Sql {
    fn name(&self) -> &str {
        &self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), sea_orm::DbErr> {
        self.run(manager, &self.up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), sea_orm::DbErr> {
        self.run(manager, &self.down).await
    }

    fn use_transaction(&self) -> Option<bool> {
        self.in_transaction
    }
}

impl Sql {
    async fn run(&self, manager: &SchemaManager<'_>, sql: &str) -> Result<(), sea_orm::DbErr> {
        use sea_orm::ConnectionTrait as _;
        for statement in sql.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
            manager.get_connection().execute_unprepared(statement.trim_end_matches(';')).await?;
        }
        Ok(())
    }
}

/// A block of a page.
struct Block<'p> {
    words: Vec<&'p str>,
    sql: &'p str,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let fences = page.split("```").skip(1).step_by(2);
    let sql = fences.filter_map(|block| block.strip_prefix("sql ")?.split_once('\n'));
    sql.map(|(words, sql)| Block { words: words.split_whitespace().collect(), sql }).collect()
}

fn findings(rule: &Rule, backend: DbBackend, block: &Block<'_>) -> Vec<Finding> {
    let word = word(backend);
    let for_all =
        |block: &Block<'_>| !["postgres", "mysql", "sqlite"].iter().any(|word| block.words.contains(word));
    let given = |block: &&Block<'_>| {
        block.words.contains(&"given") && (for_all(block) || block.words.contains(&word))
    };
    let pages = blocks(rule.page);
    let before: String = pages.iter().filter(given).map(|block| block.sql).collect();
    let (up, down) = block.sql.split_once("-- down\n").unwrap_or((block.sql, ""));
    let in_transaction = block.words.contains(&"no-transaction").then_some(false);
    let sql = |name: &str, up: &str, down: &str, in_transaction| {
        Box::new(Sql { name: name.to_owned(), up: up.to_owned(), down: down.to_owned(), in_transaction })
            as Box<dyn MigrationTrait>
    };
    let steps = vec![sql("m1", &before, "", None), sql("m2", up, down, in_transaction)];
    let late = block.words.contains(&"late");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let run = async {
        let chosen = |version: &str| version == "m2";
        let late = |version: &str| late && version == "m2";
        review(&Review { steps: &steps, backend, chosen: &chosen, late: &late, manifest_dir: None }).await
    };
    runtime.block_on(run).unwrap().remove(0).findings
}

fn word(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "postgres",
        DbBackend::MySql => "mysql",
        _ => "sqlite",
    }
}

#[test]
fn what_a_page_calls_bad_is_found_and_what_it_calls_good_is_not() {
    for rule in all() {
        for backend in rule.backends {
            let word = word(*backend);
            let of = |kind: &'static str| {
                move |block: &&Block<'_>| block.words.contains(&kind) && block.words.contains(&word)
            };
            let page = blocks(rule.page);
            assert!(page.iter().any(|block| of("bad")(&block)), "{} has nothing bad for {word}", rule.name);
            assert!(page.iter().any(|block| of("good")(&block)), "{} has nothing good for {word}", rule.name);
            for block in page.iter().filter(of("bad")) {
                let found = findings(rule, *backend, block);
                let said = format!("{} on {}: {}\n{found:#?}", rule.name, target::name(*backend), block.sql);
                assert!(found.iter().any(|finding| finding.rule == rule.name), "silent: {said}");
            }
            for block in page.iter().filter(of("good")) {
                let found = findings(rule, *backend, block);
                let said = format!("{} on {}: {}\n{found:#?}", rule.name, target::name(*backend), block.sql);
                assert!(found.iter().all(|finding| finding.rule != rule.name), "fires: {said}");
                let is_recorded = found.iter().all(|finding| finding.rule != "not-recorded");
                assert!(is_recorded, "cannot be recorded: {said}");
            }
        }
    }
}

#[test]
fn the_list_is_the_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|file| Some(file.unwrap().file_name().to_str()?.strip_suffix(".rs")?.replace('_', "-")))
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
        assert!(!rule.about.ends_with('.') && rule.about.starts_with(char::is_uppercase), "{}", rule.name);
        assert_eq!(rule.lock.is_some(), rule.blocks.is_some(), "{}: a lock blocks something", rule.name);
    }
}
