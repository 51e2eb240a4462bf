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

    /// Bytes that are no text are written in hex.
    fn shown(&self, column: &str) -> String {
        let name = self.ident(column);
        let (text, bytes) =
            (format!("CONVERT({name} USING utf8mb4)"), format!("CONVERT({name} USING binary)"));
        format!(
            "CONVERT(IF(CONVERT({text} USING binary) = {bytes}, QUOTE({text}), CONCAT('0x', HEX({bytes}))) USING utf8mb4)"
        )
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
