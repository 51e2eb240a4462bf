//! What changing a column from one type to another does to its values and its table, told from the
//! words of the types.

use crate::sql::types::{Type, WHOLE, parse};

pub(crate) trait Retype {
    /// Whether a value of the old type may be refused by the new one, or lose a part of itself.
    fn narrows(&self, from: &str, to: &str) -> bool;

    /// Whether the server writes the whole table again, and keeps others out while it does.
    fn rewrites(&self, from: &str, to: &str) -> bool;
}

/// What a type is without numbers in parentheses.
pub(super) struct Usual {
    /// Whether `numeric` takes any number of digits.
    pub(super) any_digits: bool,
    /// The digits of a second.
    pub(super) second_digits: u64,
}

/// Texts without a length, from the shortest: PostgreSQL's `text` has no end, MySQL's has 64 KB.
const TEXTS: &[&str] = &["tinytext", "text", "mediumtext", "longtext"];

const BOUNDED: &[&str] = &["char", "varchar", "binary", "varbinary", "bit", "varbit"];

/// Whether a value may be refused or lose a part of itself on a server, which goes by the type.
pub(super) fn narrows(from: &str, to: &str, usual: &Usual) -> bool {
    let (from, to) = (parse(from), parse(to));
    let rank = |of: &[&str], ty: &Type| of.iter().position(|name| *name == ty.name);
    if let (Some(old), Some(new)) = (rank(WHOLE, &from), rank(WHOLE, &to)) {
        return new < old
            || (from.unsigned && !to.unsigned && new == old)
            || (!from.unsigned && to.unsigned);
    }
    if let (Some(old), Some(new)) = (rank(TEXTS, &from), rank(TEXTS, &to)) {
        return new < old;
    }
    let is = |ty: &Type, names: &[&str]| names.contains(&ty.name.as_str());
    let is_text = |ty: &Type| is(ty, TEXTS) || is(ty, &["char", "varchar"]);
    let is_number = |ty: &Type| is(ty, WHOLE) || is(ty, &["numeric", "real", "double"]);
    if is(&to, BOUNDED) && (is(&from, BOUNDED) || is_text(&from)) {
        // Without a length `char` is `char(1)`, and `varchar` has no end.
        let length = |ty: &Type| match ty.argument(0) {
            None if is(ty, TEXTS) || is(ty, &["varchar", "varbit"]) => u64::MAX,
            length => length.unwrap_or(1),
        };
        return length(&to) < length(&from);
    }
    if is_text(&to) {
        return false;
    }
    if is_text(&from) {
        return true;
    }
    match (from.name.as_str(), to.name.as_str()) {
        ("numeric", "numeric") => match (from.digits(), to.digits()) {
            (Some(old), Some(new)) => new.0 < old.0 || new.1 < old.1,
            (None, new) => new.is_some(),
            (Some(_), None) => !usual.any_digits,
        },
        ("double", "real") | ("timestamp" | "timestamptz" | "datetime", "date" | "time") => true,
        (_, "bool") if is_number(&from) => true,
        (_, _) if is(&from, &["numeric", "real", "double"]) && is(&to, WHOLE) => true,
        ("integer" | "bigint", "real") | ("bigint", "double") => true,
        ("timestamp" | "timestamptz" | "datetime" | "time", _) if from.name == to.name => {
            let digits = |ty: &Type| ty.argument(0).unwrap_or(usual.second_digits);
            digits(&to) < digits(&from)
        }
        _ => false,
    }
}

/// Whether the new one takes what is as long as the old one allows.
pub(super) fn grows(old: &Type, new: &Type) -> bool {
    match (old.argument(0), new.argument(0)) {
        (Some(old), Some(new)) => new >= old,
        (_, None) => true,
        (None, Some(_)) => false,
    }
}

super::of!(Retype);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Backend;

    const P: Backend = Backend::Postgres;
    const M: Backend = Backend::MySql;
    const S: Backend = Backend::Sqlite;

    fn check(backend: Backend, from: &str, to: &str, expected: (bool, bool)) {
        let told = (of(backend).narrows(from, to), of(backend).rewrites(from, to));
        assert_eq!(told, expected, "{from} to {to} on {backend:?}: (narrows, rewrites)");
    }

    #[test]
    fn on_postgres() {
        check(P, "varchar(255)", "character varying(2048)", (false, false));
        check(P, "varchar(255)", "varchar(100)", (true, true));
        check(P, "varchar(255)", "text", (false, false));
        check(P, "text", "varchar", (false, false));
        check(P, "text", "varchar(10)", (true, true));
        check(P, "integer", "bigint", (false, true));
        check(P, "bigint", "int", (true, true));
        check(P, "int", "int4", (false, false));
        check(P, "numeric(10,2)", "numeric(12,2)", (false, false));
        check(P, "numeric(10,2)", "numeric(12,4)", (false, true));
        check(P, "numeric(10,2)", "numeric", (false, false));
        check(P, "numeric", "numeric(10,2)", (true, true));
        check(P, "timestamp", "timestamp with time zone", (false, true));
        check(P, "timestamptz", "date", (true, true));
        check(P, "json", "jsonb", (false, true));
        check(P, "text", "uuid", (true, true));
        check(P, "uuid", "text", (false, true));
        check(P, "char(2)", "char(3)", (false, true));
    }

    #[test]
    fn on_mysql() {
        check(M, "varchar(255)", "varchar(2048)", (false, false));
        check(M, "varchar(20)", "varchar(255)", (false, true));
        check(M, "longtext", "text", (true, true));
        check(M, "int unsigned", "int", (true, true));
        check(M, "enum('a','b')", "enum('a','b','c')", (false, false));
        check(M, "enum('a','b')", "enum('b','a')", (false, true));
        check(M, "timestamp(6)", "timestamp", (true, true));
        check(M, "int", "int", (false, false));
    }

    #[test]
    fn on_sqlite_only_the_affinity_counts() {
        check(S, "varchar(255)", "varchar(10)", (false, false));
        check(S, "varchar", "integer", (true, false));
        check(S, "integer", "text", (false, false));
        check(S, "uuid_text", "timestamp_with_timezone_text", (false, false));
    }
}
