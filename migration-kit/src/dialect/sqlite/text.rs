//! How SQL is written.

use sea_orm::sea_query::SqliteQueryBuilder;

use crate::dialect::Sqlite;
use crate::dialect::text::{Lexical, Text, quoted};

impl Text for Sqlite {
    fn ident(&self, name: &str) -> String {
        quoted(name, &SqliteQueryBuilder)
    }

    fn name_quote(&self) -> char {
        '"'
    }

    fn shown(&self, column: &str) -> String {
        format!("quote({})", self.ident(column))
    }

    fn lexical(&self) -> &'static Lexical {
        &Lexical {
            backslashes: false,
            double_quoted_texts: false,
            backticks: true,
            dollar_quotes: false,
            nested_comments: false,
            hash_comments: false,
            run_comments: false,
        }
    }
}
