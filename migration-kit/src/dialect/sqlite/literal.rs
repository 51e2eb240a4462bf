//! Values as they stand in the text of a statement.

use sea_orm::sea_query::SqliteQueryBuilder;

use crate::dialect::Sqlite;
use crate::dialect::literal::{Literal, written};

impl Literal for Sqlite {
    fn text(&self, text: Option<&str>) -> String {
        written(text, &SqliteQueryBuilder)
    }
}
