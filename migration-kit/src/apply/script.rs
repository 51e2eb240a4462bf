//! What the code says that each step does: its SQL and the hash of it, by which an edit is noticed.
//!
//! A step that is data just says it. One that is written as an async function is recorded, which runs it beside a stand-in
//! for the database; so that happens only when steps are to be applied anyway, or on request.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;
use std::time::Duration;

use sea_orm::sea_query::{
    Alias, ColumnDef, Expr, ExprTrait as _, ForeignKey, ForeignKeyAction, Index, OnConflict, Query, Table,
};
use sea_orm::{DbBackend, StatementBuilder};
use sea_orm_migration::MigrationTrait;
use sha2::{Digest as _, Sha256};
use tokio::time::timeout;

use crate::record::Recorder;
use crate::record::tokens::{Token, statements};
use crate::step::plan_of;
use crate::{Direction, target};

/// The version of the kit, which is written beside a hash.
pub(super) const KIT: &str = env!("CARGO_PKG_VERSION");

/// Goes up when the hash of the same SQL becomes another one.
const HASH_VERSION: u32 = 1;

/// A step that takes longer beside a stand-in waits for something that is not there.
const LONGEST: Duration = Duration::from_secs(2);

/// What a step does on one backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Script {
    /// With placeholders for values, which are never kept.
    pub(crate) statements: Vec<String>,
    /// Nothing for a step that does not do the same thing every time.
    pub(crate) hash: Option<String>,
}

impl Script {
    /// The SQL as one text.
    pub(crate) fn text(&self) -> String {
        self.statements.join(";\n")
    }

    fn new(backend: DbBackend, statements: Vec<String>) -> Self {
        let hash = Some(hash(backend, &statements));
        Self { statements, hash }
    }

    fn any(&self, backend: DbBackend, test: impl Fn(&[Token]) -> bool) -> bool {
        self.statements.iter().flat_map(|sql| statements(backend, sql)).any(|statement| test(&statement))
    }

    /// Whether it changes a setting of the session or of the transaction, which would hold for the steps behind it too.
    pub(super) fn changes_settings(&self, backend: DbBackend) -> bool {
        self.any(backend, |statement| {
            statement.first().is_some_and(|first| first.is_any(&["set", "reset", "discard", "pragma"]))
                || statement.iter().any(|token| token.is("set_config"))
        })
    }

    /// Whether it does something CONCURRENTLY, which waits for other transactions without being in anybody's way.
    pub(super) fn is_concurrent(&self, backend: DbBackend) -> bool {
        self.any(backend, |statement| statement.iter().any(|token| token.is("concurrently")))
    }

    /// Whether it is one statement, which a database does completely or not at all.
    pub(super) fn is_single(&self, backend: DbBackend) -> bool {
        let count = self.statements.iter().map(|sql| statements(backend, sql).len()).sum::<usize>();
        count == 1 && !self.is_concurrent(backend)
    }
}

/// The scripts of a history.
pub(crate) struct Scripts(HashMap<String, Script>);

impl Scripts {
    /// Those of the steps that are data; nothing of the user's is run for them.
    pub(super) fn of_plans(steps: &[Box<dyn MigrationTrait>], backend: DbBackend) -> Self {
        let known =
            steps.iter().filter_map(|step| Some((step.name().to_owned(), of_plan(step.as_ref(), backend)?)));
        Self(known.collect())
    }

    /// Those of all steps. The ones that are no data are recorded, in a history that begins with nothing.
    pub(crate) async fn of_all(steps: &[Box<dyn MigrationTrait>], backend: DbBackend) -> Self {
        let mut all = HashMap::new();
        let mut recorder = None;
        let mut unplayed = Vec::new();
        for step in steps {
            let step = step.as_ref();
            let script = match of_plan(step, backend) {
                Some(script) => {
                    unplayed.push(step);
                    Some(script)
                }
                None => {
                    let recorder = recorder.get_or_insert_with(|| Recorder::new(backend).ok());
                    for earlier in unplayed.drain(..) {
                        play(recorder, earlier, backend).await;
                    }
                    play(recorder, step, backend).await
                }
            };
            all.extend(script.map(|script| (step.name().to_owned(), script)));
        }
        Self(all)
    }

    /// The schemas that the steps create on PostgreSQL, beside the default one.
    pub(super) fn schemas(&self) -> BTreeSet<String> {
        let all = self.0.values().flat_map(|script| &script.statements);
        let all = all.flat_map(|sql| statements(DbBackend::Postgres, sql));
        all.filter_map(|statement| created_schema(&statement)).collect()
    }

    pub(crate) fn get(&self, version: &str) -> Option<&Script> {
        self.0.get(version)
    }
}

fn created_schema(statement: &[Token]) -> Option<String> {
    let [create, schema, rest @ ..] = statement else { return None };
    let rest = match rest {
        [first, not, exists, rest @ ..] if first.is("if") && not.is("not") && exists.is("exists") => rest,
        rest => rest,
    };
    match rest.first()? {
        _ if !create.is("create") || !schema.is("schema") => None,
        Token::Word(name) => Some(name.to_lowercase()),
        Token::Name(name) => Some(name.clone()),
        _ => None,
    }
}

fn of_plan(step: &dyn MigrationTrait, backend: DbBackend) -> Option<Script> {
    Some(Script::new(backend, plan_of(step, backend, Direction::Up)?.texts()))
}

/// Records a step, and gives up recording at the first one that does not end.
async fn play(
    recorder: &mut Option<Recorder>,
    step: &dyn MigrationTrait,
    backend: DbBackend,
) -> Option<Script> {
    match timeout(LONGEST, recorder.as_mut()?.up(step)).await {
        Ok(Ok(recording)) => {
            let statements = recording.statements.into_iter().map(|recorded| recorded.sql).collect();
            let mut script = Script::new(backend, statements);
            if recording.varies {
                script.hash = None;
            }
            Some(script)
        }
        Ok(Err(error)) => {
            tracing::debug!("an edit of {} will not be noticed: {error}", step.name());
            None
        }
        Err(_) => {
            let database = target::name(backend);
            tracing::debug!(
                "edits from {} on will not be noticed: it does not end without a {database}",
                step.name()
            );
            *recorder = None;
            None
        }
    }
}

/// The hash of what the statements say: comments and white space are free.
fn hash(backend: DbBackend, texts: &[String]) -> String {
    let mut hash = Sha256::new();
    // What is told in words begins like a comment.
    for statement in texts.iter().flat_map(|text| statements(backend, text.trim_start_matches("-- "))) {
        for token in statement {
            let (kind, text) = match token {
                Token::Word(text) => ("w", text),
                Token::Name(text) => ("n", text),
                Token::Text(text) => ("t", text),
                Token::Symbol(symbol) => ("s", symbol.to_string()),
            };
            hash.update(kind);
            hash.update(text);
            hash.update([0]);
        }
        hash.update([1]);
    }
    format!("{HASH_VERSION}:{}", hex(hash, 16))
}

fn hex(hash: Sha256, bytes: usize) -> String {
    hash.finalize().iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}

/// Names the way in which sea-query writes SQL for a backend. The crate does not tell its version, and what counts is
/// whether it writes the same: so this is the hash of what it makes of a little of everything.
pub(super) fn sea_query(backend: DbBackend) -> &'static str {
    static NAMES: [OnceLock<String>; 3] = [const { OnceLock::new() }; 3];
    let at = match backend {
        DbBackend::MySql => 0,
        DbBackend::Postgres => 1,
        _ => 2,
    };
    NAMES[at].get_or_init(|| {
        let mut hash = Sha256::new();
        for text in a_little_of_everything(backend) {
            hash.update(text);
        }
        hex(hash, 8)
    })
}

fn a_little_of_everything(backend: DbBackend) -> Vec<String> {
    let name = |text: &str| Alias::new(text);
    let build = |statement: &dyn StatementBuilder| statement.build(&backend).sql;
    let mut table = Table::create();
    table.table(name("a")).if_not_exists();
    table.col(ColumnDef::new(name("id")).big_integer().not_null().auto_increment().primary_key());
    table.col(ColumnDef::new(name("b")).string_len(40).not_null().default("it's \\ text").unique_key());
    table.col(ColumnDef::new(name("c")).decimal_len(10, 2).null().check(Expr::col(name("c")).gt(0)));
    table.col(ColumnDef::new(name("d")).timestamp_with_time_zone().default(Expr::current_timestamp()));
    table.col(ColumnDef::new(name("e")).json_binary().comment("a comment"));
    for column in [
        ColumnDef::new(name("f")).uuid(),
        ColumnDef::new(name("g")).boolean().default(true),
        ColumnDef::new(name("h")).double().default(1.5),
        ColumnDef::new(name("i")).blob(),
        ColumnDef::new(name("j")).text(),
        ColumnDef::new(name("k")).date(),
        ColumnDef::new(name("l")).time(),
        ColumnDef::new(name("m")).small_integer(),
        ColumnDef::new(name("n")).enumeration(name("kind"), [name("x"), name("y")]),
    ] {
        table.col(column.take());
    }
    let mut parent = ForeignKey::create();
    parent
        .name("fk")
        .from(name("a"), name("id"))
        .to(name("p"), name("id"))
        .on_delete(ForeignKeyAction::Cascade);
    table.foreign_key(&mut parent);
    let index = Index::create().name("i").table(name("a")).col(name("b")).col(name("c")).unique().take();
    let add = Table::alter().table(name("a")).add_column(ColumnDef::new(name("z")).integer()).take();
    let rename = Table::alter().table(name("a")).rename_column(name("b"), name("y")).take();
    let insert = Query::insert()
        .into_table(name("a"))
        .columns([name("b"), name("c")])
        .values_panic(["x".into(), 1.into()])
        .on_conflict(OnConflict::column(name("b")).update_column(name("c")).to_owned())
        .to_owned();
    let update = Query::update()
        .table(name("a"))
        .value(name("b"), 1)
        .and_where(Expr::col(name("c")).is_null())
        .to_owned();
    vec![
        build(&table),
        build(&index),
        build(&add),
        build(&rename),
        build(&insert),
        build(&update),
        build(&Table::drop().table(name("a")).if_exists().take()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sql: &str) -> Script {
        Script::new(DbBackend::Postgres, vec![sql.to_owned()])
    }

    #[test]
    fn comments_and_layout_are_free_and_nothing_else_is() {
        let first = of("CREATE TABLE a (id int) -- one");
        assert_eq!(first.hash, of("CREATE  TABLE a\n(id int)").hash);
        for other in
            ["CREATE TABLE a (id bigint)", "CREATE TABLE b (id int)", "CREATE TABLE \"a\" (id int)", ""]
        {
            assert_ne!(first.hash, of(other).hash, "{other}");
        }
        assert_ne!(
            of("-- rebuild as: CREATE TABLE a (b int)").hash,
            of("-- rebuild as: CREATE TABLE a (c int)").hash
        );
    }

    #[test]
    fn what_a_statement_means_for_others_is_seen() {
        let postgres = DbBackend::Postgres;
        assert!(of("SET LOCAL search_path = x").changes_settings(postgres));
        assert!(of("SELECT pg_catalog.set_config('a', 'b', true)").changes_settings(postgres));
        assert!(!of("UPDATE a SET b = 'set'").changes_settings(postgres));
        assert!(of("CREATE INDEX CONCURRENTLY i ON a (b)").is_concurrent(postgres));
        assert!(of("DROP TABLE a").is_single(postgres));
        assert!(!of("DROP TABLE a; DROP TABLE b").is_single(postgres));
        assert!(!of("DROP INDEX CONCURRENTLY i").is_single(postgres));
    }

    #[test]
    fn the_schemas_that_steps_create_are_known() {
        let script =
            of("CREATE SCHEMA IF NOT EXISTS \"Odd one\"; CREATE SCHEMA Billing; CREATE TABLE a (schema int)");
        let scripts = Scripts(HashMap::from([("m1".to_owned(), script)]));
        assert_eq!(scripts.schemas().into_iter().collect::<Vec<_>>(), ["Odd one", "billing"]);
    }

    #[test]
    fn sea_query_has_a_name_on_each_backend() {
        let names: Vec<_> =
            [DbBackend::Sqlite, DbBackend::Postgres, DbBackend::MySql].map(sea_query).to_vec();
        assert!(names.iter().all(|name| name.len() == 16));
        assert!(names[0] != names[1] && names[1] != names[2]);
    }
}
