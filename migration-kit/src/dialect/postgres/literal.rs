//! Values as they stand in the text of a statement.

use sea_orm::sea_query::PostgresQueryBuilder;

use crate::dialect::Postgres;
use crate::dialect::literal::{Literal, written};

impl Literal for Postgres {
    fn text(&self, text: Option<&str>) -> String {
        written(text, &PostgresQueryBuilder)
    }
}
