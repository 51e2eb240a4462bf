//! What a case is: a kind of hostile migration, and the ways in which it is written and run.

use std::fmt;
use std::pin::Pin;

use migration_kit::testing::Backend;
use sea_orm_migration::prelude::*;

pub type Code = for<'a> fn(
    &'a SchemaManager<'a>,
) -> Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;

/// A kind of hostile migration. It stands between the creation of `h_1` and of `h_2` (on the way
/// down: between their drops), which tell how much of the migration is there. What is its own has a
/// name that begins with `h_`.
///
/// `{db}`, `{other}`, `{role}` and `{file}` in a text stand for the case's database, a second one,
/// a role without rights and a second SQLite file.
#[derive(Clone, Copy)]
pub struct Case {
    pub name: &'static str,
    pub sqlite: On,
    pub postgres: On,
    pub mysql: On,
    /// Which of the two ends is right.
    pub must: Must,
    /// The combinations that make sense.
    pub only: fn(Axes) -> bool,
    /// It comes behind both tables, because nothing can be created after it.
    pub last: bool,
    /// The next migration tries to take the lock beside the run, and must not get it.
    pub contends: bool,
    /// Tables that it makes itself under the name of another one.
    pub own: &'static [&'static str],
    /// What a person who clears up after a failure does besides.
    pub clear: &'static [&'static str],
    /// A query and its answer, where the migration succeeded.
    pub then: Option<(&'static str, &'static str)>,
}

impl Case {
    pub const NEW: Self = Self {
        name: "",
        sqlite: On::NOTHING,
        postgres: On::NOTHING,
        mysql: On::NOTHING,
        must: Must::Either,
        only: |_| true,
        last: false,
        contends: false,
        own: &[],
        clear: &[],
        then: None,
    };

    pub fn on(&self, backend: Backend) -> On {
        match backend {
            Backend::Postgres => self.postgres,
            Backend::MySql => self.mysql,
            _ => self.sqlite,
        }
    }
}

/// What the kind is on one backend.
#[derive(Clone, Copy)]
pub struct On {
    /// What is there before.
    pub setup: &'static [&'static str],
    /// What the migration sends, text by text.
    pub sql: &'static [&'static str],
    /// What an async migration does instead.
    pub code: Option<Code>,
}

impl On {
    pub const NOTHING: Self = Self { setup: &[], sql: &[], code: None };

    pub fn is_nothing(&self) -> bool {
        self.sql.is_empty() && self.code.is_none()
    }

    pub fn texts(&self) -> impl Iterator<Item = &'static str> {
        self.setup.iter().chain(self.sql).copied()
    }
}

/// SQL that the hostile migration sends.
pub const fn sql(sql: &'static [&'static str]) -> On {
    On { sql, ..On::NOTHING }
}

/// The same, with what is there before.
pub const fn with(setup: &'static [&'static str], sql: &'static [&'static str]) -> On {
    On { setup, sql, ..On::NOTHING }
}

/// An async migration that does something else than to send SQL.
pub const fn code(code: Code) -> On {
    On { code: Some(code), ..On::NOTHING }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Must {
    /// An error that names it, or no trace of it.
    Either,
    Succeed,
    Fail,
}

/// One way to write and run a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axes {
    pub backend: Backend,
    pub style: Style,
    pub in_transaction: bool,
    pub way: Way,
}

impl fmt::Display for Axes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transaction = if self.in_transaction { "in a transaction" } else { "outside" };
        write!(f, "{:?}, {:?}, {transaction}, {:?}", self.backend, self.style, self.way)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Async,
    Plan,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is applied on a database in use, where migrations run one by one.
    Up,
    /// It is applied with all others on a new database, where they may share a transaction.
    AllAtOnce,
    /// It is rolled back.
    Down,
}

impl Axes {
    /// All ways on a backend.
    pub fn all(backend: Backend) -> Vec<Self> {
        let mut all = Vec::new();
        for style in [Style::Async, Style::Plan] {
            for in_transaction in [true, false] {
                for way in [Way::Up, Way::AllAtOnce, Way::Down] {
                    // What opts out of its transaction shares none.
                    if in_transaction || way != Way::AllAtOnce {
                        all.push(Self { backend, style, in_transaction, way });
                    }
                }
            }
        }
        all
    }
}

pub fn inside(axes: Axes) -> bool {
    axes.in_transaction
}

pub fn outside(axes: Axes) -> bool {
    !axes.in_transaction
}
