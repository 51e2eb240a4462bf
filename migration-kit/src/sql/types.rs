//! The text of a type taken apart, whatever the backend calls it.

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
    pub(crate) fn argument(&self, at: usize) -> Option<u64> {
        self.arguments.get(at).copied()
    }

    /// The number of digits before the point, and behind it.
    pub(crate) fn digits(&self) -> Option<(u64, u64)> {
        let scale = self.argument(1).unwrap_or_default();
        Some((self.argument(0)?.saturating_sub(scale), scale))
    }
}

/// Whole numbers, from the narrowest.
pub(crate) const WHOLE: &[&str] = &["tinyint", "smallint", "mediumint", "integer", "bigint"];
