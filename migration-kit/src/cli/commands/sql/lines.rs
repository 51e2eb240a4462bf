//! Statements as lines that a database's own client takes for what they are.

use crate::Backend;
use crate::dialect::client;
use crate::sql::tokens::{Token, has_body, placed, statements};

/// A text with the sign that ends it, on a line of its own where it ends in a comment; nothing is
/// added to what is a comment altogether.
pub(in crate::cli::commands) fn ended(backend: Backend, sql: &str) -> String {
    let sql = sql.trim_end();
    let tokens = placed(backend, sql);
    let Some((last, place)) = tokens.last() else {
        return if sql.is_empty() { String::new() } else { format!("{sql}\n") };
    };
    let is_ended = *last == Token::Symbol(';');
    if client::of(backend).splits_bodies()
        && statements(backend, sql).iter().any(|of| has_semicolon_inside(of))
    {
        let sql = if is_ended { &sql[..place.start] } else { sql };
        return format!("DELIMITER ;;\n{sql}\n;;\nDELIMITER ;\n");
    }
    match (is_ended, sql[place.end..].is_empty()) {
        (true, _) => format!("{sql}\n"),
        (false, true) => format!("{sql};\n"),
        (false, false) => format!("{sql}\n;\n"),
    }
}

fn has_semicolon_inside(statement: &[Token]) -> bool {
    has_body(statement) && statement.contains(&Token::Symbol(';'))
}

/// A text as a comment.
pub(super) fn commented(text: &str) -> String {
    text.lines().map(|line| format!("-- {line}")).collect::<Vec<_>>().join("\n")
}

/// The words of all statements.
pub(super) fn words(backend: Backend, texts: &[String]) -> Vec<Vec<Token>> {
    texts.iter().flat_map(|sql| statements(backend, sql)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Backend::{MySql, Postgres, Sqlite};

    #[test]
    fn the_sign_stands_where_it_is_seen() {
        for backend in [Sqlite, Postgres, MySql] {
            assert_eq!(ended(backend, "DROP TABLE a"), "DROP TABLE a;\n");
            assert_eq!(ended(backend, "DROP TABLE a;  "), "DROP TABLE a;\n");
            assert_eq!(ended(backend, "DROP TABLE a -- b"), "DROP TABLE a -- b\n;\n");
            assert_eq!(ended(backend, "DROP TABLE a; -- b;"), "DROP TABLE a; -- b;\n");
            assert_eq!(ended(backend, "DROP TABLE a /* b; */"), "DROP TABLE a /* b; */\n;\n");
            assert_eq!(ended(backend, "-- a;\nDROP TABLE a"), "-- a;\nDROP TABLE a;\n");
            assert_eq!(ended(backend, "-- all of it"), "-- all of it\n");
            assert_eq!(ended(backend, ""), "");
        }
    }

    #[test]
    fn a_body_of_mysql_has_another_delimiter() {
        let sql =
            "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END";
        assert_eq!(ended(MySql, sql), format!("DELIMITER ;;\n{sql}\n;;\nDELIMITER ;\n"));
        assert_eq!(ended(Sqlite, sql), format!("{sql};\n"));
        let plain = "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 'x; y'";
        assert_eq!(ended(MySql, plain), format!("{plain};\n"));
    }

    #[test]
    fn every_line_of_a_comment_is_one() {
        assert_eq!(commented("INSERT INTO a\nVALUES (?)"), "-- INSERT INTO a\n-- VALUES (?)");
    }
}
