//! ALTER TABLE that MySQL and MariaDB do without copying the table, or not at all.

use sea_orm::{DbErr, Statement};
use sea_orm_migration::async_trait;

use super::keeper::Online;
use super::{Operation, Turn};
use crate::Backend;
use crate::error::{code, server_number};
use crate::sql::cursor::outside;
use crate::sql::tokens::statements;

/// ALTER TABLE with the clause that makes a server of MySQL refuse what it could only do by copying
/// (MySQL 8.4 manual, section 15.1.9, "ALGORITHM"); as it is elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct Alter {
    /// The plain statement.
    pub(crate) text: String,
}

/// `ER_ALTER_OPERATION_NOT_SUPPORTED` and the same with its reason: the server cannot do it that
/// way.
const NOT_SUPPORTED: [u16; 2] = [1845, 1846];

impl Alter {
    fn instantly(&self) -> String {
        format!("{}, ALGORITHM=INSTANT", self.text)
    }

    fn in_place(&self) -> String {
        format!("{}, ALGORITHM=INPLACE, LOCK=NONE", self.text)
    }
}

#[async_trait::async_trait]
impl Operation for Alter {
    fn plain(&self, backend: Backend) -> Vec<Statement> {
        vec![backend.statement(self.text.as_str())]
    }

    fn turns(&self, backend: Backend) -> Vec<Turn> {
        match backend {
            Backend::MySql => {
                vec![Turn::InPlace { instant: self.instantly(), in_place: self.in_place() }]
            }
            Backend::Sqlite | Backend::Postgres => vec![Turn::Patient(self.text.clone())],
        }
    }

    async fn run(&self, online: &Online<'_>) -> Result<(), DbErr> {
        if online.backend != Backend::MySql {
            return online.patiently(&self.text).await;
        }
        match online.patiently(&self.instantly()).await {
            Err(error) if is_unsupported(&error) => online.patiently(&self.in_place()).await,
            done => done,
        }
    }

    /// Giving a column its definition once more changes nothing; anything else would be refused.
    fn is_repeatable(&self, _: Backend) -> bool {
        let words = statements(Backend::MySql, &self.text).concat();
        let has = |keywords: &[&str]| outside(&words).any(|word| word.is_any(keywords));
        has(&["modify"]) && !has(&["add", "drop", "rename"])
    }
}

fn is_unsupported(error: &DbErr) -> bool {
    server_number(error).is_some_and(|number| NOT_SUPPORTED.contains(&number))
        // MariaDB says it with the state of an unsupported feature.
        || code(error).as_deref() == Some("0A000")
}
