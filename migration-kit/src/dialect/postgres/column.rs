//! How a column of a table is altered: each thing about it by itself.

use super::numbering::{self, Renumbering};
use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::cast::Cast as _;
use crate::dialect::column::{AlterColumn, Modified};
use crate::schema::{Column, Expression};
use crate::statement::{ColumnDef, Online, Sql, Statement, Ty};

const SQL: Sql = Sql(Backend::Postgres);

impl AlterColumn for Postgres {
    fn set_default(&self, table: &str, column: ColumnDef, default: &Expression) -> Statement {
        SQL.alter_column(table, &column.name, &format!("SET DEFAULT {default}"))
    }

    fn set_not_null(&self, table: &str, _: &Column, definition: ColumnDef) -> Statement {
        Statement::Online(Online::SetNotNull { table: table.to_owned(), column: definition.name })
    }

    fn drop_not_null(&self, table: &str, column: ColumnDef) -> Statement {
        Statement::Online(Online::DropNotNull { table: table.to_owned(), column: column.name })
    }

    fn modify(&self, column: Modified<'_>) -> Vec<Statement> {
        let Modified { table, before, after, old, mut new, in_use } = column;
        let alter = |action: &str| SQL.alter_column(table, &after.name, action);
        let numbering = Renumbering { table, before, after };
        let mut statements = numbering.stop();
        let retyped = before.ty != after.ty;
        // That of a sequence of the column's own comes and goes with the numbering.
        let default_of =
            |column: &Column| column.default.clone().filter(|_| column.serial_sequence().is_none());
        let (old_default, new_default) = (default_of(before), default_of(after));
        if old_default.is_some() && (after.default.is_none() || retyped) {
            statements.push(alter("DROP DEFAULT"));
        }
        if before.generated.is_some() && after.generated.is_none() {
            statements.push(alter("DROP EXPRESSION"));
        }
        let redefaulted = old_default != new_default && new_default.is_some();
        let changes = retyped || before.nullable != after.nullable || redefaulted;
        // A type that is said once more is looked at by whoever reads the migration, and by
        // linters.
        let quick = in_use && !retyped && before.generated == after.generated;
        if quick && before.nullable != after.nullable {
            statements.push(alter(if after.nullable { "DROP NOT NULL" } else { "SET NOT NULL" }));
        }
        if let Some(default) = new_default.filter(|_| quick && redefaulted) {
            statements.push(alter(&format!("SET DEFAULT {default}")));
        }
        if changes && !quick {
            // sea-query glues on what comes last, and PostgreSQL takes each of it apart.
            new.extra = None;
            new.auto_increment = false;
            // `serial` is no type: it makes a sequence beside the column that is added.
            if after.serial_sequence().is_some() {
                new.ty = Ty::of(after.meaning.as_ref(), &after.ty);
            }
            let using = self.expression(&SQL.name(&after.name), before, after).filter(|_| retyped);
            if let Some(using) = using {
                statements.push(alter(&format!("TYPE {} USING {using}", after.ty)));
            }
            statements.push(Statement::ModifyColumn { table: table.to_owned(), column: new });
        }
        // A type that is said without a collation takes the default one.
        if before.collation != after.collation || (changes && !quick && after.collation.is_some()) {
            let collation = after.collation.as_deref().unwrap_or("default");
            statements.push(alter(&format!("TYPE {} COLLATE {}", after.ty, SQL.name(collation))));
        }
        statements.extend(numbering.start());
        if old.comment != after.comment {
            statements.extend(self.comment_on_column(table, after));
        }
        statements
    }

    fn comment_on_column(&self, table: &str, column: &Column) -> Option<Statement> {
        Some(Statement::Sql(format!(
            "COMMENT ON COLUMN {}.{} IS {}",
            SQL.table(table),
            SQL.name(&column.name),
            SQL.text(column.comment.as_deref())
        )))
    }

    fn name_sequence(&self, table: &str, column: &Column) -> Option<Statement> {
        numbering::name_sequence(table, column)
    }

    fn rename_sequence(
        &self,
        before: &Column,
        after: &Column,
        is_renamed: bool,
    ) -> Option<Statement> {
        numbering::rename_sequence(before, after, is_renamed)
    }

    /// Manual, section 5.7.1. Whatever is not known to be one value for all rows is taken to be
    /// volatile, which costs nothing but a backfill.
    fn volatile_default(&self, column: &Column) -> Option<String> {
        let default = column.default.as_ref()?;
        // Its own sequence is dropped with it, and has to be made with it.
        if column.takes_from_sequence() || column.generated.is_some() {
            return None;
        }
        let is_volatile =
            default.functions().is_none_or(|mut all| all.any(|name| !STABLE.contains(&name)));
        is_volatile.then(|| default.to_string())
    }
}

/// The functions that have one value for all rows of a statement.
const STABLE: &[&str] = &[
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
    "current_user",
    "session_user",
    "current_role",
    "current_schema",
    "current_catalog",
    "user",
    "timezone",
    "make_interval",
    "date_trunc",
    "lower",
    "upper",
    "concat",
    "coalesce",
    "to_char",
    "jsonb_build_object",
    "jsonb_build_array",
    "current_setting",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_that_differs_from_row_to_row_is_volatile() {
        let check = |default: &str, expected: bool| {
            let default = Expression::new(Backend::Postgres, default);
            let column = Column { default: Some(default.clone()), ..Column::default() };
            assert_eq!(Postgres.volatile_default(&column).is_some(), expected, "{default}");
        };
        for default in
            ["gen_random_uuid()", "(random() * (10)::double precision)", "public.my_function(1)"]
        {
            check(default, true);
        }
        for default in [
            "now()",
            "CURRENT_TIMESTAMP",
            "'random()'::text",
            "'x'::character varying(9)",
            "(1 + 2)",
            "timezone('utc'::text, now())",
        ] {
            check(default, false);
        }
    }
}
