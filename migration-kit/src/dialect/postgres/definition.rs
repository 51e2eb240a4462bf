//! What stands in the definition of a table and its columns.

use super::numbering;
use crate::dialect::Postgres;
use crate::dialect::definition::{Comments, Definition};
use crate::schema::{Check, Column, Identity, Table, parts};

impl Definition for Postgres {
    fn comments(&self) -> Comments {
        Comments::Apart
    }

    fn computed_takes_null(&self) -> bool {
        false
    }

    fn serial(&self, column: &Column) -> Option<&'static str> {
        column.serial_sequence()?;
        match column.ty.as_str() {
            "smallint" => Some("smallserial"),
            "integer" => Some("serial"),
            "bigint" => Some("bigserial"),
            _ => None,
        }
    }

    fn identity(&self, identity: Identity, column: &Column) -> Option<String> {
        let options = column.sequence.as_ref().map_or("", |of| of.options.as_str());
        let is_plain = identity != Identity::Always && options.is_empty();
        (!is_plain).then(|| numbering::generated(identity, options))
    }

    fn makes_up(&self, name: &str, of: (&str, &Table), check: &Check) -> bool {
        let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let made_up = check_name(of, check);
        let may_be_cut =
            made_up.len() > Self::NAME_BYTES && base.starts_with(&format!("{}_", parts(of.0).1));
        base == made_up || (may_be_cut && base.ends_with("_check"))
    }

    fn parent_may_be_elsewhere(&self) -> bool {
        true
    }

    fn restricts_by_default(&self) -> bool {
        false
    }
}

/// The name that is made up for a check in that table: by its column, where there is but one
/// (`ChooseConstraintName` in the server's source). A name that is taken gets a number behind it,
/// and a long one is cut, which is not done here.
pub(super) fn check_name((name, table): (&str, &Table), check: &Check) -> String {
    let plain = parts(name).1;
    let mut named = table.columns.iter().filter(|column| check.expression.may_name(&column.name));
    match (named.next(), named.next()) {
        (Some(column), None) => format!("{plain}_{}_check", column.name),
        _ => format!("{plain}_check"),
    }
}
