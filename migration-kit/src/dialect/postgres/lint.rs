//! What the rules of the linter have to know.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::dialect::Postgres;
use crate::dialect::lint::Lint;

impl Lint for Postgres {
    fn too_long(&self, name: &str) -> Option<&'static str> {
        (name.len() > Self::NAME_BYTES).then_some("PostgreSQL cuts it to 63 bytes without an error")
    }

    fn reserved_words(&self) -> &'static HashSet<&'static str> {
        static WORDS: LazyLock<HashSet<&str>> =
            LazyLock::new(|| RESERVED.split_whitespace().collect());
        &WORDS
    }

    fn required_column(&self) -> &'static str {
        "it fails as soon as there is a row (23502)"
    }

    fn added_default_is_constant(&self) -> bool {
        false
    }

    fn resets_settings(&self) -> bool {
        true
    }
}

/// Appendix C of the manual.
const RESERVED: &str = "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate \
    collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time \
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full \
    grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime \
    localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right \
    select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using \
    variadic verbose when where window with";
