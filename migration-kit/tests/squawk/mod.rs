//! What squawk itself says of a migration on PostgreSQL about the locks that it takes.

#![cfg(test)]

mod known;

pub use known::{Known, MET};

use migration_kit::migration::Plan;
use squawk_linter::{Linter, Rule, Violation};
use squawk_syntax::SourceFile;
use squawk_syntax::ast::{AstNode as _, Stmt};

/// The rules about a lock that is held for as long as there are rows to look at. squawk's others
/// are about clients (a name or a column that is gone), about taste (types, schemas, `IF EXISTS`)
/// or about sessions, whose time-outs are no part of a migration: the kit sets them
/// (`tests/time_outs.rs`).
pub const LOCKING: [Rule; 12] = [
    // SHARE while the index is built: nobody writes.
    Rule::RequireConcurrentIndexCreation,
    // ACCESS EXCLUSIVE, behind whoever reads the table: nobody reads, and nobody writes.
    Rule::RequireConcurrentIndexDeletion,
    // As of an index.
    Rule::RequireConcurrentReindex,
    // ACCESS EXCLUSIVE while a partition is taken off.
    Rule::RequireConcurrentPartitionDetach,
    // ACCESS EXCLUSIVE while a check looks at every row.
    Rule::ConstraintMissingNotValid,
    // SHARE ROW EXCLUSIVE on both tables while every row looks for its parent: nobody writes.
    Rule::AddingForeignKeyConstraint,
    // ACCESS EXCLUSIVE while a default that differs from row to row, or an expression, writes the
    // table again.
    Rule::AddingFieldWithDefault,
    // ACCESS EXCLUSIVE while the table is written again.
    Rule::ChangingColumnType,
    // ACCESS EXCLUSIVE while SET NOT NULL looks at every row.
    Rule::AddingNotNullableField,
    // ACCESS EXCLUSIVE while the index of a primary key is built.
    Rule::AddingSerialPrimaryKeyField,
    // ACCESS EXCLUSIVE while the index of a unique constraint is built.
    Rule::DisallowedUniqueConstraint,
    // ACCESS EXCLUSIVE while VACUUM FULL or CLUSTER writes the table again.
    Rule::PreferRepack,
];

/// A finding.
#[derive(Debug)]
pub struct Found {
    pub rule: Rule,
    /// The statement.
    pub sql: String,
    #[expect(dead_code, reason = "a test that fails shows it")]
    message: String,
}

/// What those rules find in a migration, but for tables that it makes itself, which nobody uses
/// yet.
pub fn locks(plan: &Plan) -> Result<Vec<Found>, String> {
    let text = plan.sql().iter().map(|sql| format!("{sql};\n")).collect::<String>();
    let parsed = SourceFile::parse(&text);
    let errors = parsed.errors();
    if !errors.is_empty() {
        return Err(format!("squawk does not understand it: {errors:?}\n{text}"));
    }
    let statements: Vec<Stmt> = parsed.tree().stmts().collect();
    let sql = |statement: &Stmt| statement.syntax().text().to_string();
    let new: Vec<String> = statements
        .iter()
        .filter(|statement| matches!(statement, Stmt::CreateTable(_)))
        .filter_map(|statement| {
            Some(sql(statement).split_once("TABLE ")?.1.split_once(" (")?.0.to_owned())
        })
        .collect();
    let is_of_new = |sql: &str| {
        new.iter().any(|table| {
            sql.starts_with(&format!("ALTER TABLE {table} "))
                || sql.contains(&format!(" ON {table} "))
        })
    };
    let found = |violation: Violation| {
        let at = violation.text_range.start();
        let statement = statements
            .iter()
            .find(|statement| statement.syntax().text_range().contains_inclusive(at));
        let sql = statement.map(sql).unwrap_or_default();
        Found { rule: violation.code, sql, message: violation.message }
    };
    let violations = Linter::from(LOCKING).lint(&parsed, &text);
    Ok(violations.into_iter().map(found).filter(|found| !is_of_new(&found.sql)).collect())
}
