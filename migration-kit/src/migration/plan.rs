//! What a migration does on one backend, as a list.

use std::panic::Location;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, IntoIden, IntoTableRef};
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, Statement, StatementBuilder};
use sea_orm_migration::SchemaManager;

use super::Planned;
use crate::Backend;
use crate::dialect::ddl;
use crate::ops::RebuildTable;
use crate::ops::conversion::Conversion;
use crate::ops::online::{self, Keeper, Nobody, OnTable, Operation};
use crate::ops::rebuild_table;
use crate::sql::tokens::statements;

/// The statements of a migration on one backend, in their order.
#[derive(Clone, Debug)]
pub struct Plan {
    backend: Backend,
    actions: Vec<Action>,
    /// Where each action stands in the migration's source.
    places: Vec<&'static Location<'static>>,
}

/// One item of a plan.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// A text that is sent as it stands, with its values.
    Statement(Statement),
    /// A change of a table in use.
    Online(Arc<dyn Operation>),
    /// SQLite: a table gets another definition, by statements that depend on what is in its
    /// catalog.
    RebuildTable(Box<RebuildTable>),
    /// Looks whether the values of a column convert to another type.
    CheckConversion(Box<Conversion>),
}

/// What an action does to rows, beside what it does to their table.
#[cfg(feature = "generate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ToRows {
    /// It looks at their values, and stops where one does not convert.
    Looks,
    /// It gives them values.
    Fills,
    /// Anything else.
    Other,
}

impl Plan {
    /// What applying a migration does on a backend.
    pub fn up_of(migration: &dyn Planned, backend: impl Into<Backend>) -> Self {
        let mut plan = Self::empty(backend.into());
        migration.up(&mut plan);
        plan
    }

    /// What rolling back a migration does on a backend.
    pub fn down_of(migration: &dyn Planned, backend: impl Into<Backend>) -> Self {
        let mut plan = Self::empty(backend.into());
        migration.down(&mut plan);
        plan
    }

    /// The backend that the plan is for, as SeaORM calls it.
    pub fn backend(&self) -> DbBackend {
        self.backend.into()
    }

    /// The same, as the kit calls it.
    pub(crate) fn on_backend(&self) -> Backend {
        self.backend
    }

    /// Adds a statement of sea-query: of a table, an index, a foreign key, a type, or of rows.
    ///
    /// # Panics
    /// As sea-query does, for what it cannot say on the backend. Running the migration then fails
    /// with that as its reason.
    #[track_caller]
    pub fn add<S: StatementBuilder>(&mut self, statement: &S) -> &mut Self {
        self.push(Action::Statement(self.backend.build(statement)))
    }

    /// Adds SQL that sea-query has no words for. It is run as it stands, so nothing from outside
    /// belongs in it.
    #[track_caller]
    pub fn add_sql(&mut self, sql: &'static str) -> &mut Self {
        self.push(Action::Statement(self.backend.statement(sql)))
    }

    /// Adds SQL that the kit itself has written, with every name quoted.
    #[cfg(feature = "generate")]
    pub(crate) fn add_written(&mut self, sql: String) {
        self.push(Action::Statement(self.backend.statement(sql)));
    }

    /// A plan of nothing yet.
    pub(crate) fn empty(backend: Backend) -> Self {
        Self { backend, actions: Vec::new(), places: Vec::new() }
    }

    #[track_caller]
    fn push(&mut self, action: Action) -> &mut Self {
        self.actions.push(action);
        self.places.push(Location::caller());
        self
    }

    /// Where each of the texts stands in the migration's source, as the compiler knows it.
    #[cfg(feature = "generate")]
    pub(crate) fn places(&self) -> &[&'static Location<'static>] {
        &self.places
    }

    /// The actions, in their order.
    pub(crate) fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// Adds the rebuild of a table on SQLite, and nothing elsewhere. It is there whatever drivers
    /// are compiled in, so that one migration serves programs for different databases.
    #[track_caller]
    pub fn rebuild_table(&mut self, rebuild: RebuildTable) -> &mut Self {
        if ddl::of(self.backend).rebuilds() {
            self.push(Action::RebuildTable(Box::new(rebuild)));
        }
        self
    }

    /// Stops the migration where rows have a value in `column` for which `value` is NULL: the
    /// expression that makes a value of another type of it. The error counts them, and names some
    /// by the columns of `key`, unless those are texts. Before a change that would keep such a
    /// value as it is, or take it for another one.
    #[track_caller]
    pub fn check_conversion(
        &mut self,
        table: impl IntoTableRef,
        column: impl IntoIden,
        value: impl Into<Expr>,
        key: impl IntoIterator<Item = impl IntoIden>,
    ) -> &mut Self {
        let (table, column) = (OnTable::new(table), column.into_iden().to_string());
        let key = key.into_iter().map(|column| column.into_iden().to_string()).collect();
        let conversion = Conversion { table, column, value: value.into(), key };
        self.push(Action::CheckConversion(Box::new(conversion)))
    }

    /// Adds what only some backends do.
    pub fn on(&mut self, backends: &[DbBackend], add: impl FnOnce(&mut Self)) -> &mut Self {
        if backends.contains(&self.backend.into()) {
            add(self);
        }
        self
    }

    /// Adds a change of a table that is in use.
    #[track_caller]
    pub(super) fn add_online(&mut self, operation: impl Operation + 'static) -> &mut Self {
        self.push(Action::Online(Arc::new(operation)))
    }

    /// Whether it changes a table that is in use, and so cannot share a transaction with its
    /// record. On SQLite nothing does.
    pub fn is_online(&self) -> bool {
        crate::dialect::online::of(self.backend).has_online_form()
            && self.actions.iter().any(|action| matches!(action, Action::Online(_)))
    }

    /// Whether each of its actions looks first what of it is done already, so that all can be run
    /// again after an interruption.
    pub(crate) fn is_repeatable(&self) -> bool {
        let repeatable = |action: &Action| match action {
            Action::Online(operation) => operation.is_repeatable(self.backend),
            _ => false,
        };
        self.is_online() && self.actions.iter().all(repeatable)
    }

    /// Whether a server that does not get a lock in time has refused all of it: single statements
    /// that a server does as a whole or not at all, and changes of tables in use, which look first
    /// what of them is done. Not a CALL, and not several statements in one text.
    pub(crate) fn is_refused_whole(&self) -> bool {
        const WHOLE: [&str; 9] = [
            "alter", "comment", "create", "delete", "drop", "insert", "rename", "truncate",
            "update",
        ];
        let is_whole =
            |statement: &Statement| match statements(self.backend, &statement.sql).as_slice() {
                [one] => one.first().is_some_and(|first| first.is_any(&WHOLE)),
                _ => false,
            };
        self.actions.iter().all(|action| match action {
            Action::Statement(statement) => is_whole(statement),
            Action::Online(_) => true,
            Action::RebuildTable(_) | Action::CheckConversion(_) => false,
        }) && self.actions.len() == 1
    }

    /// The SQL, one text for each action; a change of a table in use takes several statements in
    /// one text. The rebuild of a table is told in words, because its statements depend on what is
    /// in the table's catalog: `sql` and `review` print those that it takes on the schema of the
    /// history.
    pub fn sql(&self) -> Vec<String> {
        let in_words = |action: &Action| match action {
            Action::RebuildTable(rebuild) => rebuild.description(),
            Action::Statement(_) | Action::CheckConversion(_) => action.sql(self.backend),
            Action::Online(operation) => {
                let rows = online::rows_at_a_time(operation.as_ref(), self.backend);
                let note = rows.map(|rows| format!("/* {rows} rows at a time, by primary key */ "));
                format!("{}{}", note.unwrap_or_default(), action.sql(self.backend))
            }
        };
        self.actions.iter().map(in_words).collect()
    }

    /// Whether it rebuilds a table.
    pub(crate) fn rebuilds(&self) -> bool {
        self.actions.iter().any(|action| matches!(action, Action::RebuildTable(_)))
    }

    /// What its last action does to rows.
    #[cfg(feature = "generate")]
    pub(crate) fn to_rows(&self) -> ToRows {
        let is_update = |sql: &str| {
            let first = statements(self.backend, sql).into_iter().flatten().next();
            first.is_some_and(|word| word.is("update"))
        };
        match self.actions.last() {
            Some(Action::CheckConversion(_)) => ToRows::Looks,
            Some(Action::Statement(statement)) if is_update(&statement.sql) => ToRows::Fills,
            Some(Action::RebuildTable(rebuild)) if rebuild.filled().next().is_some() => {
                ToRows::Fills
            }
            Some(Action::Online(operation))
                if online::rows_at_a_time(operation.as_ref(), self.backend).is_some() =>
            {
                ToRows::Fills
            }
            _ => ToRows::Other,
        }
    }

    /// Each action as a plan of its own, with its SQL.
    pub(crate) fn one_by_one(self) -> impl Iterator<Item = (String, Self)> {
        let backend = self.backend;
        self.actions.into_iter().zip(self.places).map(move |(action, place)| {
            let plan = Self { backend, actions: vec![action], places: vec![place] };
            (plan.sql().concat(), plan)
        })
    }

    /// Runs the plan on its backend, one statement after the other: what one of them leaves open,
    /// such as a comment, swallows nothing of the next. A statement without values goes unprepared,
    /// which is one round trip. What changes a table in use takes its online form on a connection,
    /// and the plain one in a transaction.
    ///
    /// # Errors
    /// What the database says of the first statement that fails.
    pub async fn run(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        self.run_for(manager, &Nobody).await
    }

    /// The same for somebody who keeps how far it has come.
    pub(crate) async fn run_for(
        self,
        manager: &SchemaManager<'_>,
        keeper: &dyn Keeper,
    ) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for action in self.actions {
            match action {
                Action::Statement(statement) if statement.values.is_none() => {
                    db.execute_unprepared(&statement.sql).await?;
                }
                Action::Statement(statement) => {
                    db.execute_raw(statement).await?;
                }
                Action::Online(operation) => {
                    online::run(operation.as_ref(), manager, keeper).await?
                }
                Action::RebuildTable(rebuild) => {
                    // (The compiler has a limit for how deep futures are inside each other.)
                    keeper.rebuilt(Box::pin(rebuild_table::run(manager, &rebuild)).await?);
                }
                Action::CheckConversion(conversion) => conversion.check(manager).await?,
            }
        }
        Ok(())
    }
}

impl Action {
    /// Its text as it is sent, with placeholders for values; several statements have a semicolon
    /// between them. None for the rebuild of a table.
    pub(crate) fn text(&self, backend: Backend) -> String {
        self.texts(backend, |statement| statement.sql.clone())
    }

    /// The same with its values.
    pub(crate) fn sql(&self, backend: Backend) -> String {
        self.texts(backend, ToString::to_string)
    }

    fn texts(&self, backend: Backend, text: impl Fn(&Statement) -> String) -> String {
        match self {
            Self::Statement(statement) => text(statement),
            Self::Online(operation) => {
                let statements = online::statements(operation.as_ref(), backend);
                statements.iter().map(text).collect::<Vec<_>>().join(";\n")
            }
            Self::CheckConversion(conversion) => text(&conversion.statement(backend)),
            Self::RebuildTable(_) => String::new(),
        }
    }

    /// Whether it changes rows in batches.
    #[cfg(feature = "lint")]
    pub(crate) fn is_batched(&self, backend: Backend) -> bool {
        match self {
            Self::Online(operation) => {
                online::rows_at_a_time(operation.as_ref(), backend).is_some()
            }
            Self::Statement(_) | Self::RebuildTable(_) | Self::CheckConversion(_) => false,
        }
    }
}
