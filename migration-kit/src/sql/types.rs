//! What changing a column from one type to another does to its values and its table, told from the
//! words of the types.

use crate::Backend;

/// A type's text taken apart, under one name for all its spellings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Type {
    pub name: String,
    /// The numbers in parentheses.
    pub arguments: Vec<u64>,
    pub unsigned: bool,
}

/// Reads a type such as `character varying(255)` or `timestamp(6) with time zone`, in lower case.
pub(crate) fn parse(ty: &str) -> Type {
    let (head, rest) = ty.split_once('(').unwrap_or((ty, ""));
    let (inside, tail) = rest.split_once(')').unwrap_or((rest, ""));
    let unsigned = ty.contains("unsigned");
    let name = format!("{} {}", head.trim(), tail.trim()).replace("unsigned", "");
    let name = match name.trim() {
        "character varying" => "varchar",
        "character" | "bpchar" => "char",
        "int" | "int4" | "serial" | "serial4" => "integer",
        "int8" | "bigserial" | "serial8" => "bigint",
        "int2" | "smallserial" | "serial2" => "smallint",
        "decimal" => "numeric",
        "float4" => "real",
        "float8" | "double precision" | "float" => "double",
        "boolean" => "bool",
        "bit varying" => "varbit",
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        "time without time zone" => "time",
        name => name,
    };
    let mut arguments: Vec<u64> =
        inside.split(',').map_while(|part| part.trim().parse().ok()).collect();
    if WHOLE.contains(&name) {
        // MySQL's display width says nothing about the values.
        arguments.clear();
    }
    Type { name: name.to_owned(), arguments, unsigned }
}

impl Type {
    fn argument(&self, at: usize) -> Option<u64> {
        self.arguments.get(at).copied()
    }

    /// The number of digits before the point, and behind it.
    fn digits(&self) -> Option<(u64, u64)> {
        let scale = self.argument(1).unwrap_or_default();
        Some((self.argument(0)?.saturating_sub(scale), scale))
    }
}

/// Whole numbers, from the narrowest.
const WHOLE: &[&str] = &["tinyint", "smallint", "mediumint", "integer", "bigint"];

/// Texts without a length, from the shortest: PostgreSQL's `text` has no end, MySQL's has 64 KB.
const TEXTS: &[&str] = &["tinytext", "text", "mediumtext", "longtext"];

const BOUNDED: &[&str] = &["char", "varchar", "binary", "varbinary", "bit", "varbit"];

/// Whether a value of the old type may be refused by the new one, or lose a part of itself.
pub(crate) fn narrows(backend: Backend, from: &str, to: &str) -> bool {
    if backend == Backend::Sqlite {
        // A length means nothing there, and what does not look like a number stays what it was.
        return !is_numeric_affinity(from) && is_numeric_affinity(to);
    }
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
            (Some(_), None) => backend == Backend::MySql,
        },
        ("double", "real") | ("timestamp" | "timestamptz" | "datetime", "date" | "time") => true,
        (_, "bool") if is_number(&from) => true,
        (_, _) if is(&from, &["numeric", "real", "double"]) && is(&to, WHOLE) => true,
        ("integer" | "bigint", "real") | ("bigint", "double") => true,
        ("timestamp" | "timestamptz" | "datetime" | "time", _) if from.name == to.name => {
            let default = if backend == Backend::MySql { 0 } else { 6 };
            to.argument(0).unwrap_or(default) < from.argument(0).unwrap_or(default)
        }
        _ => false,
    }
}

/// The affinities INTEGER, REAL and NUMERIC (<https://sqlite.org/datatype3.html>, section 3.1).
fn is_numeric_affinity(ty: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| ty.contains(word));
    has(&["int"]) || !(has(&["char", "clob", "text", "blob"]) || ty.is_empty())
}

/// Whether the server writes the whole table again, and keeps others out while it does.
pub(crate) fn rewrites(backend: Backend, from: &str, to: &str) -> bool {
    let (old, new) = (parse(from), parse(to));
    if old == new {
        // The values of an enum are no numbers, so they are compared as they stand.
        return backend == Backend::MySql
            && old.name == "enum"
            && from != to
            && !is_appended(from, to);
    }
    let grows = match (old.argument(0), new.argument(0)) {
        (Some(old), Some(new)) => new >= old,
        (_, None) => true,
        (None, Some(_)) => false,
    };
    match backend {
        Backend::Postgres => match (old.name.as_str(), new.name.as_str()) {
            ("varchar" | "text", "text") | ("cidr", "inet") => false,
            ("text", "varchar") => new.argument(0).is_some(),
            ("varchar", "varchar") | ("varbit", "varbit") => !grows,
            ("numeric", "numeric") => {
                !grows || (!new.arguments.is_empty() && old.argument(1) != new.argument(1))
            }
            ("timestamp", "timestamp") | ("timestamptz", "timestamptz") | ("time", "time") => {
                !grows
            }
            _ => true,
        },
        // The length of a value is kept in one byte up to 255, in utf8mb4 63 characters, and else
        // in two.
        Backend::MySql => match (old.name.as_str(), new.name.as_str()) {
            ("varchar", "varchar") => {
                !grows || (old.argument(0) < Some(64) && new.argument(0) >= Some(64))
            }
            _ => true,
        },
        Backend::Sqlite => false,
    }
}

/// Whether an enum of MySQL has only got values at its end.
fn is_appended(from: &str, to: &str) -> bool {
    from.starts_with("enum(") && to.starts_with(from.trim_end_matches(')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: Backend = Backend::Postgres;
    const M: Backend = Backend::MySql;
    const S: Backend = Backend::Sqlite;

    fn check(backend: Backend, from: &str, to: &str, expected: (bool, bool)) {
        let told = (narrows(backend, from, to), rewrites(backend, from, to));
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
