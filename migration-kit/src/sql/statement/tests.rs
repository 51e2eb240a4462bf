//! What is read of statements that are easily taken for others.

use super::{Constraint, ConstraintKind, Operation, read};
use crate::Backend;
use crate::sql::tokens::statements;

fn check(backend: Backend, sql: &str, expected: Option<&[Operation]>) {
    let words = statements(backend, sql);
    assert_eq!(read(backend, &words[0]).as_deref(), expected, "{sql}");
}

fn t() -> String {
    "t".to_owned()
}

fn key(name: Option<&str>, kind: ConstraintKind) -> Operation {
    let constraint = Constraint { name: name.map(str::to_owned), kind, not_valid: false };
    Operation::AddConstraint { table: t(), constraint }
}

/// A partition, a period and a table's settings are no columns.
#[test]
fn no_column_is_dropped_by_other_words() {
    for sql in [
        "ALTER TABLE t DROP PARTITION p0",
        "ALTER TABLE t DROP PERIOD FOR SYSTEM_TIME",
        "ALTER TABLE t DROP SYSTEM VERSIONING",
    ] {
        check(Backend::MySql, sql, Some(&[]));
    }
    let dropped = |column: &str| Operation::DropColumn { table: t(), column: column.to_owned() };
    check(
        Backend::Postgres,
        "ALTER TABLE t DROP key, DROP COLUMN partition",
        Some(&[dropped("key"), dropped("partition")]),
    );
    check(Backend::MySql, "ALTER TABLE t DROP COLUMN `partition`", Some(&[dropped("partition")]));
}

#[test]
fn an_index_that_is_set_is_not_renamed() {
    check(Backend::Postgres, "ALTER INDEX i SET (fillfactor = 70)", None);
}

#[test]
fn a_table_gets_its_new_name() {
    let renamed = |to: &str| Operation::RenameTable { table: t(), to: to.to_owned() };
    for sql in [
        "ALTER TABLE t RENAME u",
        "ALTER TABLE t RENAME = u",
        "ALTER TABLE t RENAME AS u",
        "RENAME TABLE t WAIT 5 TO u",
    ] {
        check(Backend::MySql, sql, Some(&[renamed("u")]));
    }
    check(Backend::Postgres, "ALTER TABLE t SET SCHEMA s", Some(&[renamed("s.t")]));
    let column = Operation::RenameColumn { table: t(), column: "a".to_owned(), to: "b".to_owned() };
    check(Backend::Postgres, "ALTER TABLE t RENAME a TO b", Some(&[column]));
}

#[test]
fn an_attribute_of_a_column_is_no_part_of_its_type() {
    for sql in [
        "ALTER TABLE t ADD COLUMN a integer DEFAULT 1 INVISIBLE COMMENT 'c' CHECK (a > 0)",
        "ALTER TABLE t ADD COLUMN a integer INVISIBLE DEFAULT 1",
        "ALTER TABLE t ADD COLUMN a integer VISIBLE DEFAULT 1",
    ] {
        let words = statements(Backend::MySql, sql);
        let read = read(Backend::MySql, &words[0]);
        let Some([Operation::AddColumn { column, .. }]) = read.as_deref() else {
            panic!("{sql}");
        };
        assert_eq!(
            (column.ty.as_str(), column.default.as_deref()),
            ("integer", Some("1")),
            "{sql}"
        );
    }
}

#[test]
fn a_key_of_mysql_has_its_columns_and_its_name() {
    let columns = vec!["a".to_owned()];
    let primary = ConstraintKind::PrimaryKey { columns: columns.clone(), using_index: None };
    check(
        Backend::MySql,
        "ALTER TABLE t ADD PRIMARY KEY USING BTREE (a)",
        Some(&[key(None, primary)]),
    );
    let parent_columns = vec!["id".to_owned()];
    let foreign = ConstraintKind::ForeignKey { columns, parent: "p".to_owned(), parent_columns };
    for (sql, name) in [
        ("ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY i (a) REFERENCES p (id)", "fk"),
        ("ALTER TABLE t ADD FOREIGN KEY IF NOT EXISTS i (a) REFERENCES p (id)", "i"),
    ] {
        check(Backend::MySql, sql, Some(&[key(Some(name), foreign.clone())]));
    }
}
