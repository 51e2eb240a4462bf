//! Exclusion constraints.

use super::{Case, POSTGRES};

const STAYS: &str = "CREATE TABLE stays (id integer NOT NULL PRIMARY KEY, during int4range);\n\
    INSERT INTO stays VALUES (1, '[1,2)')";
const FREE: &str = "CREATE TABLE stays (id integer NOT NULL PRIMARY KEY, during int4range, CONSTRAINT free EXCLUDE USING gist (during WITH &&));\n\
    INSERT INTO stays VALUES (1, '[1,2)')";

pub const CASES: &[Case] = &[
    Case {
        name: "add_exclusion",
        on: &POSTGRES,
        before: STAYS,
        after: FREE,
        flags: &["--accept stays.free"],
    },
    Case {
        name: "change_exclusion",
        on: &POSTGRES,
        before: FREE,
        after: "CREATE TABLE stays (id integer NOT NULL PRIMARY KEY, during int4range, \
            CONSTRAINT free EXCLUDE USING gist (during WITH &&) WHERE (id > 0) DEFERRABLE)",
        flags: &["--accept stays.free"],
    },
    Case {
        name: "drop_exclusion",
        on: &POSTGRES,
        before: FREE,
        after: STAYS,
        flags: &["--drop stays.free"],
    },
];
