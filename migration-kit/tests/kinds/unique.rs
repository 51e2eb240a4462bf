//! Unique constraints.

use super::{ALL, Case, T};

pub const CASES: &[Case] = &[Case {
    name: "add_unique",
    on: &ALL,
    before: T,
    after: "CREATE TABLE t (id integer NOT NULL PRIMARY KEY, a varchar(9) NOT NULL UNIQUE)",
    flags: &["--accept t.a"],
}];
