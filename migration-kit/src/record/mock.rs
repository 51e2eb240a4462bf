//! The connection that records: it notes what is sent, and answers as far as it can.

use std::sync::{Arc, Mutex};

use sea_orm::{
    DbErr, ExecResult, MockDatabase, MockDatabaseTrait, MockExecResult, QueryResult, Statement,
    Transaction,
};

use super::memory::Memory;
use super::model::{self, Model};
use super::take::lock;
use super::{Recorded, Recording, probe};
use crate::Backend;
use crate::panics::Panic;
use crate::sql::tokens::{Token, statements};

/// A migration that sends more than this is waiting for something that will not come.
const MOST_STATEMENTS: usize = 10_000;

/// What a migration has done so far, and what all the migrations have made.
#[derive(Debug)]
pub(super) struct Tape {
    pub(super) model: Model,
    statements: Vec<Recorded>,
    sent: usize,
    depends_on_data: bool,
    /// The mock's begin and commit cannot fail, and neither does what is put off; what SQLite said
    /// is told at the end.
    pub(super) broken: Option<DbErr>,
    /// Whether statements may be put off.
    pub(super) may_wait: bool,
    /// Whether the end of a migration may be put off too. Then what SQLite said stays, for whoever
    /// asks in the end.
    pub(super) ahead: bool,
    /// What the migration panicked with.
    pub(super) panicked: Option<Panic>,
    /// What was sent last, also when it was rolled back since.
    pub(super) last: Option<String>,
}

impl Tape {
    pub(super) fn new(model: Model, ahead: bool) -> Self {
        Self {
            model,
            statements: Vec::new(),
            sent: 0,
            depends_on_data: false,
            broken: None,
            may_wait: true,
            ahead,
            panicked: None,
            last: None,
        }
    }

    /// Takes what the migration has done, so that the next one begins afresh.
    pub(super) fn cut(&mut self) -> (Recording, Option<DbErr>) {
        let broken = self.broken.clone();
        if !self.ahead {
            self.broken = None;
        }
        (self.sent, self.may_wait) = (0, true);
        let statements = std::mem::take(&mut self.statements);
        let depends_on_data = std::mem::take(&mut self.depends_on_data);
        (Recording { statements, depends_on_data, varies: false, rebuilds: Vec::new() }, broken)
    }

    fn count(&mut self, statement: &Statement) -> Result<(), DbErr> {
        self.last = Some(statement.sql.clone());
        self.sent += 1;
        if self.sent > MOST_STATEMENTS {
            return Err(DbErr::Custom(format!("it sends more than {MOST_STATEMENTS} statements")));
        }
        Ok(())
    }

    fn note(&mut self, statement: &Statement, words: &[Vec<Token>], is_in_checksum: bool) {
        let sql = statement.sql.clone();
        let has_values = statement.values.as_ref().is_some_and(|values| !values.0.is_empty());
        let reads = words.iter().all(|statement| only_reads(statement));
        self.statements.push(Recorded { sql, has_values, reads, is_in_checksum });
    }
}

/// What stands behind SeaORM's mock connection.
#[derive(Debug)]
pub(super) struct Mock {
    backend: Backend,
    /// For SQLite; a server has its model in the tape.
    memory: Option<Memory>,
    tape: Arc<Mutex<Tape>>,
    /// The transactions that are open, each inside the one before.
    open: Vec<Mark>,
}

/// To what a rollback goes back.
#[derive(Debug)]
struct Mark {
    statements: usize,
    model: model::Mark,
}

impl Mock {
    pub(super) fn new(backend: Backend, memory: Option<Memory>, tape: Arc<Mutex<Tape>>) -> Self {
        Self { backend, memory, tape, open: Vec::new() }
    }

    fn later(&mut self, sql: impl Into<String>) {
        if let Some(memory) = &mut self.memory {
            memory.later(sql.into());
        }
    }

    fn settle(&mut self) -> Result<(), DbErr> {
        let settled = self.memory.as_mut().map_or(Ok(()), Memory::settle);
        settled.inspect_err(|error| {
            lock(&self.tape).broken.get_or_insert_with(|| error.clone());
        })
    }

    /// Whether a statement can be put off: it changes the schema in a transaction, so that all
    /// there is to hear is whether it fails; and a migration with one that fails is run again, and
    /// hears it.
    fn can_wait(&self, statement: &Statement, words: &[Vec<Token>]) -> bool {
        self.memory.is_some()
            && lock(&self.tape).may_wait
            && !self.open.is_empty()
            && statement.values.is_none()
            && matches!(words, [words] if words[0].is_any(&["create", "alter", "drop"]))
    }
}

impl MockDatabaseTrait for Mock {
    fn execute(&mut self, _: usize, statement: Statement) -> Result<ExecResult, DbErr> {
        lock(&self.tape).count(&statement)?;
        let words = statements(self.backend, &statement.sql);
        let waits = self.can_wait(&statement, &words);
        if !waits {
            self.settle()?;
        }
        let done = match &mut self.memory {
            Some(memory) if !waits => memory.execute(statement.clone())?,
            memory => {
                match memory {
                    Some(memory) => memory.later(statement.sql.clone()),
                    None => lock(&self.tape).model.follow(&words),
                }
                let nothing = MockDatabase::new(self.backend.into())
                    .append_exec_results([MockExecResult::default()]);
                MockDatabaseTrait::execute(&mut { nothing }, 0, statement.clone())?
            }
        };
        lock(&self.tape).note(&statement, &words, true);
        Ok(done)
    }

    fn query(&mut self, _: usize, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.settle()?;
        let mut tape = lock(&self.tape);
        tape.count(&statement)?;
        if let Some(memory) = &self.memory {
            let rows = memory.query(statement.clone())?;
            let words = statements(self.backend, &statement.sql);
            if !probe::reads_sqlite_catalog(&statement.sql) {
                tape.note(&statement, &words, true);
                tape.depends_on_data = true;
            } else if words.iter().any(|words| writes(words)) {
                tape.note(&statement, &words, false);
            }
            return Ok(rows);
        }
        if let Some(answer) = probe::answer(&tape.model, &statement) {
            tape.depends_on_data |= !answer.certain;
            let rows = MockDatabase::new(self.backend.into()).append_query_results([[answer.row]]);
            return MockDatabaseTrait::query(&mut { rows }, 0, statement);
        }
        tape.note(&statement, &statements(self.backend, &statement.sql), true);
        tape.depends_on_data = true;
        Ok(Vec::new())
    }

    fn begin(&mut self) {
        self.later(match self.open.len() {
            0 => "BEGIN IMMEDIATE".to_owned(),
            depth => format!("SAVEPOINT recorded_{depth}"),
        });
        let tape = lock(&self.tape);
        self.open.push(Mark { statements: tape.statements.len(), model: tape.model.mark() });
    }

    fn commit(&mut self) {
        self.open.pop();
        if !self.open.is_empty() {
            return self.later(format!("RELEASE recorded_{}", self.open.len()));
        }
        // What failed is told at the end, and the next migration finds nothing of this one.
        let (broken, ahead) = {
            let tape = lock(&self.tape);
            (tape.broken.is_some(), tape.ahead)
        };
        self.later(if broken { "ROLLBACK" } else { "COMMIT" });
        if ahead && self.memory.as_ref().is_none_or(Memory::can_take_more) {
            return;
        }
        if self.settle().is_err() && !broken {
            self.later("ROLLBACK");
            let _ = self.settle();
        }
    }

    fn rollback(&mut self) {
        let Some(mark) = self.open.pop() else { return };
        let _ = self.settle();
        self.later(match self.open.len() {
            0 => "ROLLBACK".to_owned(),
            depth => format!("ROLLBACK TO recorded_{depth}; RELEASE recorded_{depth}"),
        });
        let _ = self.settle();
        let mut tape = lock(&self.tape);
        tape.statements.truncate(mark.statements);
        tape.model.back_to(mark.model);
    }

    fn drain_transaction_log(&mut self) -> Vec<Transaction> {
        Vec::new()
    }

    fn get_database_backend(&self) -> sea_orm::DbBackend {
        self.backend.into()
    }

    fn ping(&self) -> Result<(), DbErr> {
        Ok(())
    }
}

fn writes(statement: &[Token]) -> bool {
    statement.first().is_some_and(|first| first.is_any(&["insert", "update", "delete", "replace"]))
}

fn only_reads(statement: &[Token]) -> bool {
    let writes = ["insert", "update", "delete", "merge", "into"];
    let reads = ["select", "show", "explain", "describe", "desc", "values", "with"];
    let first = statement.iter().find(|token| **token != Token::Symbol('('));
    first.is_some_and(|first| first.is_any(&reads))
        && !statement.iter().any(|token| token.is_any(&writes))
}
