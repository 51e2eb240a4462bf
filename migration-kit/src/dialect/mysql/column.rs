//! How a column of a table is altered: its whole definition is said once more.

use sea_orm::sea_query::{ColumnType, StringLen};

use super::cast::{Written, written};
use crate::Backend;
use crate::dialect::MySql;
use crate::dialect::column::{AlterColumn, Modified};
use crate::schema::{Column, Expression, Meaning};
use crate::sql::tokens::{Token, statements};
use crate::statement::{ColumnDef, Online, Sql, Statement, Ty};

const SQL: Sql = Sql(Backend::MySql);

impl AlterColumn for MySql {
    fn set_default(&self, table: &str, column: ColumnDef, _: &Expression) -> Statement {
        redefine_online(table, column)
    }

    fn set_not_null(&self, table: &str, column: &Column, definition: ColumnDef) -> Statement {
        match has_hidden_default(column) {
            true => redefine(table, definition),
            false => redefine_online(table, definition),
        }
    }

    fn drop_not_null(&self, table: &str, column: ColumnDef) -> Statement {
        redefine_online(table, column)
    }

    fn modify(&self, column: Modified<'_>) -> Vec<Statement> {
        let Modified { table, before, after, old, new, in_use } = column;
        let in_place = in_use
            && (before.ty == after.ty || grows_in_place(before, after))
            && before.identity == after.identity
            && before.generated == after.generated
            && before.collation == after.collation
            && (!before.nullable || after.nullable || !has_hidden_default(after))
            && new.check.is_none()
            && old.check.is_none();
        if in_place {
            return vec![redefine_online(table, new)];
        }
        let written = match before.ty == after.ty {
            true => None,
            false => written(&SQL.name(&after.name), before, after),
        };
        let Some((place, value)) = written else { return vec![redefine(table, new)] };
        let (of, column) = (table.to_owned(), after.name.clone());
        let write = Statement::Fill { table: of, column, value, only_null: false };
        let new = redefine(table, new);
        match place {
            Written::Before => vec![write, new],
            Written::After => vec![new, write],
            Written::As(ty) => {
                // Neither a default of the old type nor its collation goes with the bytes.
                let ty = Ty::Native(ty);
                let between =
                    ColumnDef { ty, default: None, check: None, extra: None, ..old.clone() };
                vec![redefine(table, between), write, new]
            }
        }
    }

    fn comment_on_column(&self, _: &str, _: &Column) -> Option<Statement> {
        None
    }

    fn name_sequence(&self, _: &str, _: &Column) -> Option<Statement> {
        None
    }

    fn rename_sequence(&self, _: &Column, _: &Column, _: bool) -> Option<Statement> {
        None
    }

    /// A server can add none but a constant without a copy of the table, and MariaDB would give all
    /// rows the same one: `rand()` with ALGORITHM=INSTANT is one number.
    fn volatile_default(&self, column: &Column) -> Option<String> {
        let default = column.default.as_ref().filter(|_| column.generated.is_none())?;
        let words = statements(Backend::MySql, default.as_str()).concat();
        let calls = words.windows(2).any(|pair| match pair {
            [name @ Token::Word(_), Token::Symbol('(')] => !name.is_any(&CONSTANT),
            _ => false,
        });
        let names_a_column = words.iter().any(|word| matches!(word, Token::Name(_)));
        (calls || names_a_column).then(|| default.inner().to_owned())
    }
}

/// The functions whose value is the time of the statement.
const CONSTANT: [&str; 5] =
    ["current_timestamp", "now", "localtime", "localtimestamp", "utc_timestamp"];

fn redefine(table: &str, column: ColumnDef) -> Statement {
    Statement::ModifyColumn { table: table.to_owned(), column }
}

fn redefine_online(table: &str, column: ColumnDef) -> Statement {
    Statement::Online(Online::ModifyColumn { table: table.to_owned(), column })
}

/// MariaDB: a point in time that takes no NULL has the current one for its default, so the table is
/// copied.
fn has_hidden_default(column: &Column) -> bool {
    column.ty.starts_with("timestamp")
}

/// Whether the old values need not be written again: an enum that gets values behind its own, and a
/// text whose length takes as many bytes as before (MySQL 8.4 manual, section 17.12.1), with up to
/// four bytes for a character.
fn grows_in_place(before: &Column, after: &Column) -> bool {
    match (&before.meaning, &after.meaning) {
        (Some(Meaning::Enum { values: old, .. }), Some(Meaning::Enum { values: new, .. })) => {
            new.starts_with(old)
        }
        (
            Some(Meaning::Type(ColumnType::String(StringLen::N(old)))),
            Some(Meaning::Type(ColumnType::String(StringLen::N(new)))),
        ) => old <= new && (*new <= 63 || *old >= 256),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_that_is_no_constant_is_volatile() {
        let check = |default: &str, expected: bool| {
            let default = Expression::new(Backend::MySql, default);
            let column = Column { default: Some(default.clone()), ..Column::default() };
            assert_eq!(MySql.volatile_default(&column).is_some(), expected, "{default}");
        };
        for default in ["uuid()", "(rand() * 10)", "concat('a','b')", "(`n` + 1)"] {
            check(default, true);
        }
        for default in
            ["current_timestamp()", "current_timestamp(6)", "'uuid()'", "(1 + 2)", "-1", "'`n`'"]
        {
            check(default, false);
        }
    }
}
