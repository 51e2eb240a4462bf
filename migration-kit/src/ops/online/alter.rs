//! ALTER TABLE that MySQL and MariaDB do without copying the table, or not at all.

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::keeper::Online;
use super::{Operation, Turn};
use crate::Backend;
use crate::dialect::online::{self, WithoutCopy};
use crate::sql::cursor::outside;
use crate::sql::tokens::statements;

/// ALTER TABLE with the clause that makes a server refuse what it could only do by copying; as it
/// is where no server knows one.
#[derive(Clone, Debug)]
pub(crate) struct Alter {
    /// The plain statement.
    pub(crate) text: String,
}

#[async_trait::async_trait]
impl Operation for Alter {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        vec![backend.statement(self.text.as_str())]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        vec![match online::of(backend).without_copy(&self.text) {
            Some(WithoutCopy { instant, in_place, .. }) => Turn::InPlace { instant, in_place },
            None => Turn::Patient(self.text.clone()),
        }]
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        let Some(ways) = online::of(online.backend).without_copy(&self.text) else {
            return online.patiently(&self.text).await;
        };
        match online.patiently(&ways.instant).await {
            Err(error) if (ways.is_refused)(&error) => online.patiently(&ways.in_place).await,
            done => done,
        }
    }

    /// Giving a column its definition once more changes nothing; anything else would be refused.
    fn is_repeatable(&self, backend: Backend) -> bool {
        let words = statements(backend, &self.text).concat();
        let has = |keywords: &[&str]| outside(&words).any(|word| word.is_any(keywords));
        has(&["modify"]) && !has(&["add", "drop", "rename"])
    }
}
