//! How SQL is written.

use sea_orm::sea_query::PostgresQueryBuilder;

use crate::dialect::Postgres;
use crate::dialect::text::{Lexical, Text, quoted};

impl Text for Postgres {
    fn ident(&self, name: &str) -> String {
        quoted(name, &PostgresQueryBuilder)
    }

    fn name_quote(&self) -> char {
        '"'
    }

    fn shown(&self, column: &str) -> String {
        format!("quote_nullable({}::text)", self.ident(column))
    }

    fn lexical(&self) -> &'static Lexical {
        &Lexical {
            backslashes: false,
            double_quoted_texts: false,
            backticks: false,
            dollar_quotes: true,
            nested_comments: true,
            hash_comments: false,
            run_comments: false,
        }
    }
}
