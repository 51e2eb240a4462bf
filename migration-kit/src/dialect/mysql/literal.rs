//! Values as they stand in the text of a statement.

use sea_orm::sea_query::MysqlQueryBuilder;

use crate::dialect::MySql;
use crate::dialect::literal::{Literal, written};

impl Literal for MySql {
    fn text(&self, text: Option<&str>) -> String {
        written(text, &MysqlQueryBuilder)
    }
}
