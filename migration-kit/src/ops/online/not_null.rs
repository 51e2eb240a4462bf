//! NOT NULL by way of a check: the rows are looked at while others write, and SET NOT NULL then
//! believes the check.

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::constraint::AddConstraint;
use super::keeper::Online;
use super::{OnTable, Operation, Turn};
use crate::Backend;
use crate::dialect::online::{self, Kind, NotNull};

/// SET NOT NULL where that is a statement of its own, and nothing elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct SetNotNull {
    pub(crate) table: OnTable,
    pub(crate) column: String,
}

impl SetNotNull {
    fn how(&self, backend: Backend) -> Option<NotNull> {
        online::of(backend).not_null(&self.table, &self.column)
    }

    /// The check that stands in for it meanwhile.
    fn check(&self, how: &NotNull) -> AddConstraint {
        let (name, definition) = how.check.clone();
        AddConstraint { table: self.table.clone(), name, definition }
    }

    /// Both in one transaction: as soon as the check is not needed it is gone.
    fn ending(&self, backend: Backend, how: NotNull) -> [String; 2] {
        let (name, _) = &how.check;
        let drop = online::of(backend).drop_constraint(&self.table, name, Kind::Check);
        [how.set, drop]
    }
}

#[async_trait::async_trait]
impl Operation for SetNotNull {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        self.how(backend).into_iter().map(|how| backend.statement(how.set)).collect()
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        let Some(how) = self.how(backend) else { return Vec::new() };
        let mut turns = self.check(&how).turns(backend);
        let statements = self.ending(backend, how).to_vec();
        turns.push(Turn::Quick { table: self.table.clone(), statements });
        turns
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        let Some(how) = self.how(online.backend) else { return Ok(()) };
        if online.flag(how.is_set, &self.table, &self.column).await? == Some(true) {
            return Ok(());
        }
        self.check(&how).make(online).await?;
        online.quickly(&self.table, &self.ending(online.backend, how)).await
    }
}

/// DROP NOT NULL where that is a statement of its own, and nothing elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct DropNotNull {
    pub(crate) table: OnTable,
    pub(crate) column: String,
}

impl DropNotNull {
    fn text(&self, backend: Backend) -> Option<String> {
        online::of(backend).not_null(&self.table, &self.column).map(|how| how.drop)
    }
}

#[async_trait::async_trait]
impl Operation for DropNotNull {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        self.text(backend).into_iter().map(|text| backend.statement(text)).collect()
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        let turn = |text| Turn::Quick { table: self.table.clone(), statements: vec![text] };
        self.text(backend).into_iter().map(turn).collect()
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        match self.text(online.backend) {
            Some(text) => online.quickly(&self.table, &[text]).await,
            None => Ok(()),
        }
    }
}
