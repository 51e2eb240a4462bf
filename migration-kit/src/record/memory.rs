//! An SQLite database in memory, on a thread of its own: SeaORM's mock is not async, and its caller
//! may be on any runtime.

use std::sync::mpsc;

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DbErr, ExecResult, QueryResult, Statement,
};
use tokio::runtime::Runtime;

use crate::Backend;
use crate::connect::open_on_server;
use crate::sql::tokens::statements;
use crate::{Error, Target};

/// How many statements are put off at most: SQLite copies what is left of a text for each statement
/// in it.
const MOST_WAITING: usize = 200;

type Job = Box<dyn FnOnce(&Runtime, &DatabaseConnection) + Send>;

/// The database lives as long as this value.
#[derive(Debug)]
pub(super) struct Memory {
    jobs: mpsc::Sender<Job>,
    /// What it has yet to do. Asking the thread takes longer than a statement, so what needs no
    /// answer is put off.
    waiting: Vec<String>,
}

impl Memory {
    pub(super) fn open() -> Result<Self, Error> {
        let (jobs, todo) = mpsc::channel::<Job>();
        let (opened, is_open) = mpsc::channel();
        let serve = move || match connect() {
            Ok((runtime, db)) => {
                let _ = opened.send(Ok(()));
                for job in todo {
                    job(&runtime, &db);
                }
            }
            Err(error) => {
                let _ = opened.send(Err(error));
            }
        };
        let thread = std::thread::Builder::new().name("recorded SQLite".to_owned()).spawn(serve);
        thread.map_err(|e| Error::internal(format!("cannot start a thread: {e}")))?;
        is_open
            .recv()
            .map_err(|_| Error::internal("the thread of the in-memory database ended"))??;
        Ok(Self { jobs, waiting: Vec::new() })
    }

    /// Does something when it is asked to settle.
    pub(super) fn later(&mut self, sql: String) {
        self.waiting.push(sendable(&sql));
    }

    /// Whether it need not settle yet.
    pub(super) fn can_take_more(&self) -> bool {
        self.waiting.len() < MOST_WAITING
    }

    /// Does what was put off.
    pub(super) fn settle(&mut self) -> Result<(), DbErr> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.waiting).join(";\n");
        self.ask(move |runtime, db| runtime.block_on(db.execute_unprepared(&text))).map(drop)
    }

    /// Runs a statement, or several in one text. One that would write a file is only recorded.
    pub(super) fn execute(&self, mut statement: Statement) -> Result<ExecResult, DbErr> {
        let writes_file = |words: &Vec<_>| {
            crate::sql::cursor::Cursor::new(Backend::Sqlite, words)
                .eat_any(&["attach", "detach", "vacuum"])
        };
        if statements(Backend::Sqlite, &statement.sql).iter().any(writes_file) {
            statement = Backend::Sqlite.statement("SELECT 1");
        }
        statement.sql = sendable(&statement.sql);
        self.ask(move |runtime, db| {
            runtime.block_on(async {
                match &statement.values {
                    Some(_) => db.execute_raw(statement).await,
                    None => db.execute_unprepared(&statement.sql).await,
                }
            })
        })
    }

    pub(super) fn query(&self, mut statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        statement.sql = sendable(&statement.sql);
        self.ask(move |runtime, db| runtime.block_on(db.query_all_raw(statement)))
    }

    fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Runtime, &DatabaseConnection) -> Result<T, DbErr> + Send + 'static,
    ) -> Result<T, DbErr> {
        let (answer, answered) = mpsc::channel();
        let job: Job = Box::new(move |runtime, db| {
            let _ = answer.send(job(runtime, db));
        });
        let gone = || DbErr::Custom("the in-memory database is gone".to_owned());
        self.jobs.send(job).map_err(|_| gone())?;
        answered.recv().map_err(|_| gone())?
    }
}

/// At U+0000 the driver turns in circles. What is recorded keeps it, so the migration is refused
/// before it is run.
fn sendable(sql: &str) -> String {
    sql.replace('\0', " ")
}

fn connect() -> Result<(Runtime, DatabaseConnection), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Error::internal(format!("cannot start a runtime: {e}")))?;
    let target = Target::parse("sqlite::memory:?cache=private")?;
    let db = runtime.block_on(open_on_server(&target, None))?;
    Ok((runtime, db))
}
