//! A statement that may be sent again after an interruption.

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::keeper::Online;
use super::{Operation, Turn};
use crate::Backend;

/// What lets others read and write, and changes nothing when it is done already: a comment, the
/// look at the rows of a constraint.
#[derive(Clone, Debug)]
pub(crate) struct Repeatable {
    pub(crate) text: String,
}

#[async_trait::async_trait]
impl Operation for Repeatable {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        vec![backend.statement(self.text.as_str())]
    }

    fn turns(&self, _backend: Backend) -> Vec<Turn> {
        vec![Turn::Patient(self.text.clone())]
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        online.patiently(&self.text).await
    }
}
