//! How SQL is written.

use sea_orm::sea_query::MysqlQueryBuilder;

use crate::dialect::MySql;
use crate::dialect::text::{Lexical, Text, quoted};

impl Text for MySql {
    fn ident(&self, name: &str) -> String {
        quoted(name, &MysqlQueryBuilder)
    }

    fn name_quote(&self) -> char {
        '`'
    }

    fn lexical(&self) -> &'static Lexical {
        &Lexical {
            backslashes: true,
            double_quoted_texts: true,
            backticks: true,
            dollar_quotes: false,
            nested_comments: false,
            hash_comments: true,
            run_comments: true,
        }
    }
}
