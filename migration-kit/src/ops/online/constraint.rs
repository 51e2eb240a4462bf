//! Foreign keys and checks: added without looking at the rows, which is over in a moment, and then
//! checked against them while others write, where a server does that in two statements. A unique
//! constraint takes over an index.

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::catalog::Made;
use super::index::CreateIndex;
use super::keeper::Online;
use super::{OnTable, Operation, Turn};
use crate::Backend;
use crate::dialect::online::{self, Adding, Kind};
use crate::ops::ident;

/// ADD CONSTRAINT, of which the rows are checked afterwards where the server lets them.
#[derive(Clone, Debug)]
pub(crate) struct AddConstraint {
    pub(crate) table: OnTable,
    pub(crate) name: String,
    /// `FOREIGN KEY …`, `CHECK (…)` or `UNIQUE …`.
    pub(crate) definition: String,
}

impl AddConstraint {
    fn adding(&self, backend: Backend) -> String {
        let Self { table, name, definition } = self;
        table.alter(backend, &format!("ADD CONSTRAINT {} {definition}", ident(backend, name)))
    }

    fn how(&self, backend: Backend) -> Adding {
        online::of(backend).add_constraint(&self.table, &self.name, &self.definition)
    }

    /// Adds it and checks the rows, as far as that is not done. Rows that break it leave it away,
    /// so that nothing is stopped that went through before.
    pub(super) async fn make(&self, online: &Online<'_>) -> Result<(), DbErr> {
        let backend = online.backend;
        let made = online.constraint(&self.table, &self.name).await?;
        match self.how(backend) {
            Adding::AtOnce => match made {
                Made::Not => online.quickly(&self.table, &[self.adding(backend)]).await,
                Made::Half | Made::Whole => Ok(()),
            },
            Adding::ByIndex { index, using } => {
                if made != Made::Not {
                    return Ok(());
                }
                CreateIndex::new(backend, index).run(online).await?;
                online.quickly(&self.table, &[using]).await
            }
            Adding::ThenChecked { unchecked, checking, dropping } => {
                match made {
                    Made::Not => online.quickly(&self.table, &[unchecked]).await?,
                    Made::Half => {}
                    Made::Whole => return Ok(()),
                }
                let checked = online.patiently(&checking).await;
                if checked.is_err() {
                    // What counts is what the rows are like; where the connection is gone this
                    // cannot work either.
                    let _ = online.quickly(&self.table, &[dropping]).await;
                }
                checked
            }
        }
    }
}

#[async_trait::async_trait]
impl Operation for AddConstraint {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        vec![backend.statement(self.adding(backend))]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        let quick = |text| Turn::Quick { table: self.table.clone(), statements: vec![text] };
        match self.how(backend) {
            Adding::AtOnce => vec![quick(self.adding(backend))],
            Adding::ByIndex { index, using } => {
                let index = CreateIndex::new(backend, index).turns(backend);
                index.into_iter().chain([quick(using)]).collect()
            }
            Adding::ThenChecked { unchecked, checking, .. } => {
                vec![quick(unchecked), Turn::Patient(checking)]
            }
        }
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        self.make(online).await
    }
}

/// DROP CONSTRAINT, of one that may be gone already.
#[derive(Clone, Debug)]
pub(crate) struct DropConstraint {
    pub(crate) table: OnTable,
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

impl DropConstraint {
    fn text(&self, backend: Backend) -> String {
        online::of(backend).drop_constraint(&self.table, &self.name, self.kind)
    }
}

#[async_trait::async_trait]
impl Operation for DropConstraint {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        vec![backend.statement(self.text(backend))]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        vec![Turn::Quick { table: self.table.clone(), statements: vec![self.text(backend)] }]
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        match online.constraint(&self.table, &self.name).await? {
            Made::Not => Ok(()),
            Made::Half | Made::Whole => {
                online.quickly(&self.table, &[self.text(online.backend)]).await
            }
        }
    }
}
