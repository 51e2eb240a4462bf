//! What the code says that each step does: its SQL and the hash of it, by which an edit is noticed.
//!
//! A step that is data just says it. One that is written as an async function is recorded, which runs it beside a stand-in
//! for the database; so that happens only when steps are to be applied anyway, or on request.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sea_orm::DbBackend;
use sea_orm_migration::MigrationTrait;
use sha2::{Digest as _, Sha256};
use tokio::time::timeout;

use super::dialect::hex;
use crate::record::redact::{description_without_values, without_values};
use crate::record::{Recorded, Recorder, Recording};
use crate::sql::tokens::{Token, for_each_token, is_open_ended, statements};
use crate::step::{Action, Plan, plan_of};
use crate::{Direction, Error, target};

/// The version of the kit, which is written beside a hash.
pub(super) const KIT: &str = env!("CARGO_PKG_VERSION");

/// Goes up when the hash of the same SQL becomes another one.
const HASH_VERSION: u32 = 1;

/// A step that takes longer beside a stand-in waits for something that is not there.
const LONGEST: Duration = Duration::from_secs(2);

/// What a step does on one backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Script {
    backend: DbBackend,
    texts: Arc<[Text]>,
    /// Nothing for a step that is known not to do the same thing every time.
    pub(crate) hash: Option<String>,
    /// It is no data, but was run beside a stand-in.
    is_recorded: bool,
    /// It asked for rows, and was told that there are none.
    pub(crate) depends_on_data: bool,
}

/// What it sends at once, mostly one statement.
#[derive(Debug)]
struct Text {
    backend: DbBackend,
    /// With placeholders for values that are bound; of a rebuild its description.
    sql: String,
    /// The words of its statements. They are asked for in many ways, and are looked for once, where anybody asks.
    statements: OnceLock<Vec<Vec<Token>>>,
    /// As it may be shown and recorded, which happens beside each other.
    shown: OnceLock<String>,
    /// Whether the checksum has it.
    is_in_checksum: bool,
    /// It makes a table anew. Its statements depend on what is in the table's catalog, and none of them is among these.
    rebuilds: bool,
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        (self.backend, &self.sql) == (other.backend, &other.sql)
    }
}

impl Eq for Text {}

impl Text {
    fn of_sql(backend: DbBackend, sql: String) -> Self {
        let (statements, shown) = (OnceLock::new(), OnceLock::new());
        Self { backend, sql, statements, shown, is_in_checksum: true, rebuilds: false }
    }

    fn of_action(backend: DbBackend, action: &Action) -> Self {
        match action {
            Action::RebuildTable(rebuild) => {
                Self { rebuilds: true, ..Self::of_sql(backend, rebuild.description()) }
            }
            Action::Statement(_) | Action::Online(_) => Self::of_sql(backend, action.text(backend)),
        }
    }

    fn statements(&self) -> &[Vec<Token>] {
        let read = || if self.rebuilds { Vec::new() } else { statements(self.backend, &self.sql) };
        self.statements.get_or_init(read)
    }

    /// As it may be shown and recorded: without the values that stand in it.
    fn shown(&self) -> &str {
        self.shown.get_or_init(|| match self.rebuilds {
            true => description_without_values(&self.sql),
            false => without_values(self.backend, &self.sql),
        })
    }
}

impl Script {
    fn new(backend: DbBackend, texts: Arc<[Text]>) -> Self {
        let hash = Some(hash(backend, &texts));
        Self { backend, texts, hash, is_recorded: false, depends_on_data: false }
    }

    pub(super) fn of_plan(plan: &Plan) -> Self {
        let backend = plan.backend();
        Self::new(backend, plan.actions().iter().map(|action| Text::of_action(backend, action)).collect())
    }

    fn of_recording(backend: DbBackend, recording: Recording) -> Self {
        let text = |recorded: Recorded| {
            let is_in_checksum = recorded.is_in_checksum;
            Text { is_in_checksum, ..Text::of_sql(backend, recorded.sql) }
        };
        let texts = recording.statements.into_iter().map(text).collect();
        let script = Self::new(backend, texts);
        let hash = script.hash.clone().filter(|_| !recording.varies);
        Self { hash, is_recorded: true, depends_on_data: recording.depends_on_data, ..script }
    }

    /// The statements for the record and for those who watch: without the values that stand in them.
    pub(super) fn shown(&self) -> Vec<String> {
        self.texts.iter().map(|text| text.shown().to_owned()).collect()
    }

    fn statements(&self) -> impl Iterator<Item = &[Token]> {
        self.texts.iter().flat_map(Text::statements).map(Vec::as_slice)
    }

    fn any(&self, test: impl FnMut(&[Token]) -> bool) -> bool {
        self.statements().any(test)
    }

    /// Whether everything that it sends is known, and is one change of the schema or of rows at a time. Such a statement ends
    /// no transaction, and what a trigger of the user's may do to the session shows when the record is written. Of anything
    /// else the server is asked.
    pub(super) fn is_plain(&self) -> bool {
        let one_change = |text: &Text| {
            text.rebuilds
                || text.statements().iter().all(|statement| is_plain(statement))
                    && !is_open_ended(self.backend, &text.sql)
        };
        !self.depends_on_data && self.hash.is_some() && self.texts.iter().all(one_change)
    }

    /// Whether it was run beside a stand-in to find out what it does, instead of being data.
    pub(super) fn is_recorded(&self) -> bool {
        self.is_recorded
    }

    /// What cannot be sent at all: the driver of SQLite turns in circles at U+0000, and behind a comment or a text that does
    /// not end SQLite ignores the rest without a word.
    pub(super) fn unsendable(&self) -> Option<String> {
        // (Its words may be a secret.)
        let reason = |(at, text): (usize, &Text)| {
            let what = if text.sql.contains('\0') {
                "has the character U+0000 in it"
            } else if text.statements().iter().any(|statement| copies_from_client(statement)) {
                "is COPY … FROM STDIN, for which the driver sends no rows and waits for ever"
            } else if self.backend == DbBackend::Sqlite
                && !text.rebuilds
                && is_open_ended(self.backend, &text.sql)
            {
                // (The servers refuse it themselves.)
                "ends inside a comment, a name or a text, which would swallow what follows"
            } else {
                return None;
            };
            Some(format!("statement {} of it {what}, so nothing of it was sent", at + 1))
        };
        self.texts.iter().enumerate().find_map(reason)
    }

    /// Whether it begins or ends transactions itself, as far as its words tell: then it is run outside the kit's. Nothing
    /// depends on it, because the server is asked what became of the transaction.
    pub(super) fn controls_transactions(&self) -> bool {
        self.any(controls_transactions)
    }

    /// Whether it does something CONCURRENTLY, which waits for other transactions without being in anybody's way.
    pub(super) fn is_concurrent(&self) -> bool {
        self.any(|statement| statement.iter().any(|token| token.is("concurrently")))
    }

    /// Whether it writes, or may write, rows that were not there.
    pub(super) fn writes_rows(&self) -> bool {
        self.depends_on_data
            || self.any(|statement| !begins(statement, &["create", "alter", "drop", "comment", "rename"]))
    }

    /// The names of the temporary tables that it makes, as far as its words tell: MySQL lists them to nobody.
    pub(super) fn temporary_tables(&self) -> Vec<String> {
        let name = |statement: &[Token]| {
            let at = statement.iter().take(5).position(|token| token.is("table"))?;
            let is_temporary = begins(statement, &["create"])
                && statement[..at].iter().any(|token| token.is_any(&["temporary", "temp"]));
            let rest = statement[at + 1..].iter();
            let mut names = rest.filter(|token| !token.is_any(&["if", "not", "exists"]));
            match (is_temporary, names.next()?) {
                (true, Token::Word(name) | Token::Name(name)) => Some(name.clone()),
                _ => None,
            }
        };
        self.statements().filter_map(name).collect()
    }

    /// Whether it drops a table.
    pub(super) fn drops_tables(&self) -> bool {
        self.any(|statement| {
            begins(statement, &["drop"]) && statement.get(1).is_some_and(|token| token.is("table"))
        })
    }

    /// Whether it moves rows to another definition of their table.
    pub(super) fn rebuilds(&self) -> bool {
        self.texts.iter().any(|text| text.rebuilds)
    }

    /// Whether it is one statement and nothing else, as far as can be told.
    pub(super) fn is_single(&self) -> bool {
        self.texts.len() == 1 && self.hash.is_some() && !self.depends_on_data
    }

    /// Whether the first thing it sends is one change of one object, which a database does completely or not at all. A
    /// statement that drops two tables is not, and on a table of MyISAM one that writes rows is not.
    pub(super) fn begins_with_all_or_nothing(&self) -> bool {
        let Some([statement]) = self.texts.first().map(Text::statements) else {
            return false;
        };
        let words: Vec<&Token> = statement.iter().take(4).collect();
        let of = |word: &str, objects: &[&str]| {
            words.first().is_some_and(|first| first.is(word))
                && words.iter().any(|token| token.is_any(objects))
        };
        let several = statement.contains(&Token::Symbol(','));
        !statement.iter().any(|token| token.is("concurrently"))
            && (of("create", &["table", "index", "view"])
                || of("alter", &["table"])
                || of("drop", &["index"])
                || (of("drop", &["table", "view"]) && !several))
    }
}

/// Whether a statement begins or ends a transaction.
pub(super) fn controls_transactions(statement: &[Token]) -> bool {
    let has = |word: &str| statement.iter().any(|token| token.is(word));
    let starts = begins(statement, &["start", "prepare"]) && has("transaction");
    // ROLLBACK TO a savepoint ends nothing.
    let ends = begins(statement, &["rollback"]) && !has("to");
    starts || ends || begins(statement, &["begin", "commit", "end", "abort"])
}

/// Whether a statement changes the schema or rows and nothing else.
fn is_plain(statement: &[Token]) -> bool {
    let change = [
        "analyze", "create", "alter", "drop", "comment", "rename", "truncate", "insert", "update", "delete",
        "replace", "grant", "revoke",
    ];
    begins(statement, &change)
        && !statement.iter().take(4).any(|token| token.is_any(&["temp", "temporary"]))
        && !statement.iter().any(|token| token.is("set_config"))
}

fn copies_from_client(statement: &[Token]) -> bool {
    begins(statement, &["copy"]) && statement.iter().any(|token| token.is("stdin"))
}

fn begins(statement: &[Token], words: &[&str]) -> bool {
    statement.first().is_some_and(|first| first.is_any(words))
}

/// The scripts of a history.
#[derive(Default)]
pub(crate) struct Scripts {
    up: HashMap<String, Script>,
    /// The ways back of those that are no data, where they were asked for.
    down: HashMap<String, Script>,
}

impl Scripts {
    /// Those of the steps that are data; nothing of the user's is run for them.
    pub(super) fn of_plans(steps: &[Box<dyn MigrationTrait>], backend: DbBackend) -> Self {
        let known =
            steps.iter().filter_map(|step| Some((step.name().to_owned(), of_plan(step.as_ref(), backend)?)));
        Self { up: known.collect(), down: HashMap::new() }
    }

    /// Those of all steps. The ones that are no data are recorded, in a history that begins with nothing.
    pub(crate) async fn of_all(steps: &[Box<dyn MigrationTrait>], backend: DbBackend) -> Self {
        Self::of_plans(steps, backend).and_others(steps, backend).await
    }

    /// These, which are those of the plans, and those of the other steps.
    pub(super) async fn and_others(self, steps: &[Box<dyn MigrationTrait>], backend: DbBackend) -> Self {
        let ahead = self.others(steps, backend, Recorder::ahead).await;
        let others = match ahead {
            Some(others) => others,
            // SQLite refused something, and the step that sent it has to hear of it there.
            None => self.others(steps, backend, Recorder::once).await.unwrap_or_default(),
        };
        self.with(others)
    }

    /// Those of all steps, with a hash only for those that do the same thing twice.
    pub(super) async fn of_all_twice(steps: &[Box<dyn MigrationTrait>], backend: DbBackend) -> Self {
        let plans = Self::of_plans(steps, backend);
        let others = plans.others(steps, backend, Recorder::new).await;
        plans.with(others.unwrap_or_default())
    }

    /// These, and the ways back of the steps that are to be undone, newest first. On SQLite it has to be known before they run
    /// whether they rebuild a table, and what cannot be sent there would never come back; MySQL says nothing of temporary tables.
    pub(super) async fn and_downs(
        mut self,
        steps: &[Box<dyn MigrationTrait>],
        chosen: &[&dyn MigrationTrait],
        backend: DbBackend,
    ) -> Self {
        let is_async = |step: &&dyn MigrationTrait| !self.up.contains_key(step.name());
        if backend == DbBackend::Postgres || cfg!(panic = "abort") || !chosen.iter().any(is_async) {
            return self;
        }
        let Ok(mut recorder) = Recorder::once(backend) else { return self };
        let last = steps.iter().rposition(|step| chosen.iter().any(|one| one.name() == step.name()));
        for step in steps.iter().take(last.map_or(0, |at| at + 1)) {
            if !matches!(timeout(LONGEST, recorder.up(step.as_ref())).await, Ok(Ok(_))) {
                return self;
            }
        }
        for step in chosen {
            match timeout(LONGEST, recorder.down(*step)).await {
                Ok(Ok(recording)) => {
                    self.down.insert(step.name().to_owned(), Script::of_recording(backend, recording));
                }
                _ => return self,
            }
        }
        self
    }

    fn with(mut self, others: Vec<(String, Script)>) -> Self {
        self.up.extend(others);
        self
    }

    /// What is recorded of the steps that are no data, up to the first one that does not end. Nothing when something failed
    /// that was put off.
    async fn others(
        &self,
        steps: &[Box<dyn MigrationTrait>],
        backend: DbBackend,
        recorder_of: impl Fn(DbBackend) -> Result<Recorder, Error>,
    ) -> Option<Vec<(String, Script)>> {
        let mut others = Vec::new();
        let is_known = |step: &dyn MigrationTrait| self.up.contains_key(step.name());
        let last = steps.iter().rposition(|step| !is_known(step.as_ref()));
        // A step that needs rows may panic beside the stand-in, and here that would be the end of the process.
        let last = last.filter(|_| cfg!(not(panic = "abort")));
        let Some(last) = last else { return Some(others) };
        let Ok(mut recorder) = recorder_of(backend) else { return Some(others) };
        for step in &steps[..=last] {
            let (step, version) = (step.as_ref(), step.name());
            match timeout(LONGEST, recorder.up(step)).await {
                Ok(Ok(_)) if is_known(step) => {}
                Ok(Ok(recording)) => {
                    others.push((version.to_owned(), Script::of_recording(backend, recording)));
                }
                Ok(Err(error)) => tracing::debug!("an edit of {version} will not be noticed: {error}"),
                Err(_) => {
                    let database = target::name(backend);
                    tracing::debug!(
                        "edits from {version} on will not be noticed: it does not end without a {database}"
                    );
                    break;
                }
            }
        }
        recorder.end().await.is_ok().then_some(others)
    }

    /// The tables that the steps create in schemas of PostgreSQL that they name.
    pub(super) fn tables_elsewhere(&self) -> BTreeSet<(String, String)> {
        self.up.values().flat_map(Script::statements).filter_map(created_table).collect()
    }

    pub(crate) fn get(&self, version: &str) -> Option<&Script> {
        self.up.get(version)
    }

    /// What undoing a step does that is no data.
    pub(super) fn down_of(&self, version: &str) -> Option<&Script> {
        self.down.get(version)
    }

    pub(super) fn is_recorded(&self, version: &str) -> bool {
        self.get(version).is_some_and(|script| script.is_recorded)
    }
}

/// Schema and name of CREATE TABLE, where it says both.
fn created_table(statement: &[Token]) -> Option<(String, String)> {
    let at = statement
        .iter()
        .take(3)
        .position(|token| token.is("table"))
        .filter(|_| begins(statement, &["create"]))?;
    let rest = match statement.get(at + 1..)? {
        [first, not, exists, rest @ ..] if first.is("if") && not.is("not") && exists.is("exists") => rest,
        rest => rest,
    };
    let name = |token: &Token| match token {
        Token::Word(name) => Some(name.to_lowercase()),
        Token::Name(name) => Some(name.clone()),
        _ => None,
    };
    match rest {
        [schema, Token::Symbol('.'), table, ..] => Some((name(schema)?, name(table)?)),
        _ => None,
    }
}

fn of_plan(step: &dyn MigrationTrait, backend: DbBackend) -> Option<Script> {
    plan_of(step, backend, Direction::Up).as_ref().map(Script::of_plan)
}

/// The hash of what the statements say: comments and white space are free. But in the first version of it, which is that of every
/// history there is, the words of a comment with which a text begins count: so does the description of a rebuild.
fn hash(backend: DbBackend, texts: &[Text]) -> String {
    let mut bytes = Vec::with_capacity(512);
    for text in texts.iter().filter(|text| text.is_in_checksum) {
        let words = text.sql.strip_prefix("-- ");
        let sql = words.map_or(text.sql.as_str(), |words| words.trim_start_matches("-- "));
        for_each_token(backend, sql, |token| match &token {
            Some(token) => {
                let mut symbol = [0; 4];
                let (kind, text) = match token {
                    Token::Word(text) => (b'w', text.as_str()),
                    Token::Name(text) => (b'n', text.as_str()),
                    Token::Text(text) => (b't', text.as_str()),
                    Token::Symbol(one) => (b's', &*one.encode_utf8(&mut symbol)),
                };
                bytes.push(kind);
                bytes.extend_from_slice(text.as_bytes());
                bytes.push(0);
            }
            None => bytes.push(1),
        });
    }
    format!("{HASH_VERSION}:{}", hex(Sha256::new_with_prefix(bytes), 16))
}

#[cfg(test)]
mod tests {
    use sea_orm_migration::prelude::{ColumnDef, Table};

    use super::*;
    use crate::ops::RebuildTable;

    fn of(sql: &str) -> Script {
        Script::new(DbBackend::Postgres, [Text::of_sql(DbBackend::Postgres, sql.to_owned())].into())
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
        assert_ne!(rebuild("b").hash, rebuild("c").hash);
    }

    fn rebuild(column: &'static str) -> Script {
        let mut plan = Plan::empty(DbBackend::Sqlite);
        let table =
            Table::create().table("a").col(ColumnDef::new(column).text().default("s3cret; goes")).take();
        plan.rebuild_table(RebuildTable::to(table));
        Script::of_plan(&plan)
    }

    /// What is a rebuild is said by a value: no text of a migration is one, however it begins.
    #[test]
    fn a_comment_is_no_rebuild() {
        let rebuild = rebuild("b");
        assert!(rebuild.rebuilds() && rebuild.is_plain());
        let shown = rebuild.shown().concat();
        assert!(
            shown.starts_with("-- rebuild as: CREATE TABLE \"a\"") && !shown.contains("s3cret"),
            "{shown}"
        );
        for sql in ["-- rebuild as: CREATE TABLE a (b int)", "-- first\nCOMMIT", "-- \nSET LOCAL role = x"] {
            assert!(!of(sql).rebuilds(), "{sql}");
        }
        assert!(!of("-- first\nCOMMIT").is_plain());
        assert!(of("-- first\nCOMMIT").controls_transactions());
        assert!(!of("-- first\nSET search_path = x").is_plain());
    }

    #[test]
    fn what_a_statement_means_for_others_is_seen() {
        assert!(!of("SET LOCAL search_path = x").is_plain());
        assert!(!of("SELECT pg_catalog.set_config('a', 'b', true)").is_plain());
        assert!(!of("CREATE TEMP TABLE a (b int)").is_plain());
        assert!(!of("DO $$ BEGIN PERFORM f(); END $$").is_plain());
        assert!(!of("UPDATE a SET b = 1; COMMIT").is_plain());
        assert!(of("UPDATE a SET b = 'set'").is_plain());
        assert!(of("CREATE INDEX CONCURRENTLY i ON a (b)").is_concurrent());
        assert!(of("START TRANSACTION; SELECT 1").controls_transactions());
        assert!(of("INSERT INTO a VALUES (1); COMMIT").controls_transactions());
        assert!(!of("CREATE TABLE a (begin date)").controls_transactions());
        assert!(!of("SAVEPOINT a; ROLLBACK TO a; RELEASE a").controls_transactions());
        assert!(!of("ROLLBACK WORK TO SAVEPOINT a").controls_transactions());
        assert!(of("PREPARE TRANSACTION 'a'").controls_transactions());
    }

    #[test]
    fn all_or_nothing_is_one_change_of_one_object() {
        for sql in ["DROP TABLE a", "CREATE UNIQUE INDEX i ON a (b, c)", "ALTER TABLE a ADD b int, ADD c int"]
        {
            assert!(of(sql).begins_with_all_or_nothing(), "{sql}");
        }
        for sql in [
            "DROP TABLE a; DROP TABLE b",
            "DROP TABLE a, b",
            "DROP INDEX CONCURRENTLY i",
            "INSERT INTO a VALUES (1), (2)",
            "CALL everything()",
            "",
        ] {
            assert!(!of(sql).begins_with_all_or_nothing(), "{sql}");
        }
    }

    #[test]
    fn values_are_not_shown() {
        let shown = |sql: &str| of(sql).shown().concat();
        assert_eq!(shown("INSERT INTO \"a\" VALUES ('s3cret', 42)"), "INSERT INTO \"a\" VALUES ('…', ?)");
        let table = "CREATE TABLE a (b text, c varchar(20))";
        assert_eq!(shown(table), table);
    }

    #[test]
    fn the_tables_in_other_schemas_are_known() {
        let sql = "CREATE TABLE IF NOT EXISTS \"Odd one\".\"t\" (a int); CREATE TABLE Billing.b (a int); CREATE TABLE c (a int)";
        let scripts = Scripts { up: HashMap::from([("m1".to_owned(), of(sql))]), ..Scripts::default() };
        let tables: Vec<String> =
            scripts.tables_elsewhere().into_iter().map(|(s, t)| format!("{s}.{t}")).collect();
        assert_eq!(tables, ["Odd one.t", "billing.b"]);
    }
}
