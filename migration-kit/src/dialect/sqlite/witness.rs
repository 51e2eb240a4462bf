//! SQLite: the texts of `sqlite_schema` (<https://www.sqlite.org/schematab.html>) for what it keeps
//! as a text alone, and the flags of its PRAGMAs.

use sea_orm::DbErr;
use sea_orm_migration::async_trait;

use crate::Backend;
use crate::dialect::Sqlite;
use crate::dialect::witness::{Definitions, Witness};
use crate::names::qualified;
use crate::ops::connection::Db;
use crate::sql::tokens::{Token, statements};

/// The flags of tables, how the keys of constraints are compared and sorted, and virtual tables;
/// the tables in which those keep their rows are theirs.
const FLAGS: &str = "SELECT NULL, l.name, 'table', '', 'definition', 'TABLE' FROM pragma_table_list l WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
     UNION ALL SELECT NULL, l.name, 'table', '', 'options', 'STRICT' FROM pragma_table_list l WHERE l.schema = 'main' AND l.strict = 1 \
     UNION ALL SELECT NULL, l.name, 'table', '', 'rows', 'WITHOUT ROWID' FROM pragma_table_list l WHERE l.schema = 'main' AND l.wr = 1 AND l.type = 'table' \
     UNION ALL SELECT NULL, t.name, 'key', group_concat(x.name), 'order and collation', \
       group_concat(x.name || CASE x.desc WHEN 1 THEN ' DESC' ELSE '' END || ' COLLATE ' || lower(x.coll)) \
     FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_xinfo(i.name) x \
     WHERE t.schema = 'main' AND t.type = 'table' AND i.origin <> 'c' AND x.key = 1 GROUP BY t.name, i.name \
     UNION ALL SELECT NULL, NULL, 'virtual table', t.name, 'definition', t.sql FROM sqlite_schema t \
     JOIN pragma_table_list l ON l.schema = 'main' AND l.name = t.name AND l.type = 'virtual'";

const TEXTS: &str = "SELECT type, name, tbl_name, sql FROM sqlite_schema \
     WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

#[async_trait::async_trait]
impl Witness for Sqlite {
    async fn definitions(&self, db: &mut Db<'_>) -> Result<Definitions, DbErr> {
        let mut definitions = Definitions { server: "SQLite".to_owned(), ..Definitions::default() };
        definitions.add(db.rows::<6>(FLAGS, &[]).await?);
        for [kind, name, table, sql] in db.rows::<4>(TEXTS, &[]).await? {
            let (kind, name) = (kind.unwrap_or_default(), name.unwrap_or_default());
            let (table, sql) = (table.unwrap_or_default(), sql.unwrap_or_default());
            let table = Some(qualified(None, &table));
            match kind.as_str() {
                "table" => {
                    for (attribute, text) in clauses(&sql) {
                        definitions.say(table.clone(), ["table", "", attribute], text);
                    }
                }
                "view" => definitions.say(None, [&kind, &name, "definition"], words(&sql)),
                _ => definitions.say(table, [&kind, &name, "definition"], words(&sql)),
            }
        }
        Ok(definitions)
    }

    /// It writes the new name into each, or refuses.
    fn unfollowed(&self) -> Option<&'static str> {
        None
    }
}

/// The words of a text with one space between them, without what means nothing: the usual order,
/// and the brackets around a name.
fn words(sql: &str) -> String {
    let means_nothing =
        |token: &Token| token.is("asc") || matches!(token, Token::Symbol('[' | ']'));
    let tokens = statements(Backend::Sqlite, sql).into_iter().flatten();
    let mut tokens: Vec<Token> = tokens.filter(|token| !means_nothing(token)).collect();
    while let Some(open) = around_condition(&tokens) {
        tokens.remove(open);
        tokens.pop();
    }
    tokens.iter().map(text).collect::<Vec<_>>().join(" ")
}

/// Where the parenthesis stands that is around all of the condition of an index.
fn around_condition(tokens: &[Token]) -> Option<usize> {
    let open = tokens.iter().position(|token| token.is("where"))? + 1;
    let mut depth = 0;
    let closes = tokens.iter().skip(open).position(|token| {
        match token {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    let is_around = closes > 0 && open + closes + 1 == tokens.len();
    is_around.then_some(open)
}

fn text(token: &Token) -> String {
    match token {
        Token::Word(word) => word.to_lowercase(),
        Token::Name(name) => name.to_lowercase(),
        Token::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Token::Symbol(symbol) => symbol.to_string(),
    }
}

/// The names in the parentheses that a text begins with.
fn columns(tokens: &[Token]) -> String {
    let end = tokens.iter().position(|token| *token == Token::Symbol(')')).unwrap_or_default();
    let begins = |at: &usize| matches!(tokens[at - 1], Token::Symbol(',' | '('));
    (1..end).filter(begins).map(|at| text(&tokens[at])).collect::<Vec<_>>().join(",")
}

/// What a CREATE TABLE says that no PRAGMA tells: each clause of a kind, in the order of the
/// letters, because the columns may stand in another order.
fn clauses(sql: &str) -> Vec<(&'static str, String)> {
    // Most tables have neither, and taking a text apart is most of the work.
    let words = sql.to_ascii_lowercase();
    if !words.contains("conflict") && !words.contains("deferrable") {
        return Vec::new();
    }
    let tokens: Vec<Token> = statements(Backend::Sqlite, sql).into_iter().flatten().collect();
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
    let (mut conflicts, mut deferred) = (Vec::new(), Vec::new());
    // The columns and the kind of constraint that a clause is about, wherever it stands.
    let (mut depth, mut of, mut kind) = (0, String::new(), String::new());
    for (at, token) in tokens.iter().enumerate() {
        let begins = depth == 1 && at > 0 && matches!(tokens[at - 1], Token::Symbol(',' | '('));
        let is_constraint = token.is_any(&["constraint", "primary", "unique", "check", "foreign"]);
        if depth == 1 && token.is_any(&["null", "unique", "primary", "check", "references"]) {
            kind = text(token);
        }
        match token {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') => depth -= 1,
            _ if begins => of = if is_constraint { String::new() } else { text(token) },
            Token::Word(_) if token.is("conflict") && at > 0 && is(at - 1, "on") => {
                conflicts
                    .extend(tokens.get(at + 1).map(|how| format!("{kind} {of}: {}", text(how))));
            }
            // The other way is the usual one.
            Token::Word(_) if token.is("deferrable") && at > 0 && !is(at - 1, "not") => {
                // Immediate is the usual time.
                let is_deferred = is(at + 1, "initially") && is(at + 2, "deferred");
                let initially = if is_deferred { " initially deferred" } else { "" };
                deferred.push(format!("{of}: deferrable{initially}"));
            }
            _ => {}
        }
        // The first parentheses of a constraint have its columns.
        if of.is_empty() && depth == 1 && tokens.get(at + 1) == Some(&Token::Symbol('(')) {
            of = columns(&tokens[at + 1..]);
        }
    }
    [("conflict clauses", conflicts), ("deferrable constraints", deferred)]
        .into_iter()
        .filter(|(_, clauses)| !clauses.is_empty())
        .map(|(attribute, mut clauses)| {
            clauses.sort();
            (attribute, clauses.join(", "))
        })
        .collect()
}
