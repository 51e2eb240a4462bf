//! Texts that are not what they look like.

use crate::case::{Case, Must, sql};

pub const CASES: &[Case] = &[
    Case {
        name: "open_comment",
        sqlite: sql(&["SELECT 1 /* open"]),
        postgres: sql(&["SELECT 1 /* open"]),
        mysql: sql(&["SELECT 1 /* open"]),
        ..Case::NEW
    },
    Case {
        name: "open_comment_alone",
        sqlite: sql(&["/* open"]),
        postgres: sql(&["/* open"]),
        mysql: sql(&["/* open"]),
        ..Case::NEW
    },
    Case {
        name: "nested_comment",
        sqlite: sql(&["SELECT 1 /* a /* b */"]),
        postgres: sql(&["SELECT 1 /* a /* b */"]),
        mysql: sql(&["SELECT 1 /* a /* b */"]),
        ..Case::NEW
    },
    Case {
        name: "line_comment_at_the_end",
        sqlite: sql(&["SELECT 1 -- the end"]),
        postgres: sql(&["SELECT 1 -- the end"]),
        mysql: sql(&["SELECT 1 -- the end"]),
        must: Must::Succeed,
        ..Case::NEW
    },
    Case {
        name: "open_string",
        sqlite: sql(&["SELECT 'open"]),
        postgres: sql(&["SELECT 'open"]),
        mysql: sql(&["SELECT 'open"]),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "open_name",
        sqlite: sql(&["SELECT 1 AS \"open"]),
        postgres: sql(&["SELECT 1 AS \"open"]),
        mysql: sql(&["SELECT 1 AS `open"]),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "open_trigger",
        sqlite: sql(&["CREATE TRIGGER h_t AFTER INSERT ON h_1 BEGIN SELECT 1"]),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "half_a_statement",
        sqlite: sql(&["CREATE TABLE h_3 AS"]),
        postgres: sql(&["CREATE TABLE h_3 AS"]),
        mysql: sql(&["CREATE TABLE h_3 AS"]),
        must: Must::Fail,
        ..Case::NEW
    },
    Case {
        name: "zero_character",
        sqlite: sql(&["SELECT 1; \0 SELECT 2"]),
        postgres: sql(&["SELECT 1; \0 SELECT 2"]),
        mysql: sql(&["SELECT 1 \0"]),
        ..Case::NEW
    },
    Case {
        name: "zero_character_in_a_string",
        sqlite: sql(&["INSERT INTO a VALUES ('a\0b')"]),
        postgres: sql(&["SELECT 'a\0b'"]),
        ..Case::NEW
    },
    Case {
        name: "zero_character_at_the_end",
        sqlite: sql(&["SELECT 1\0"]),
        postgres: sql(&["SELECT 1\0"]),
        last: true,
        ..Case::NEW
    },
    Case {
        name: "nothing_but_semicolons",
        sqlite: sql(&[";;;"]),
        postgres: sql(&[";;;"]),
        ..Case::NEW
    },
    Case { name: "nothing", sqlite: sql(&[""]), postgres: sql(&[""]), ..Case::NEW },
    Case {
        name: "dollar_quotes",
        postgres: sql(&["DO $a$ BEGIN PERFORM $b$ ; COMMIT; /* $b$; END $a$"]),
        must: Must::Succeed,
        ..Case::NEW
    },
    Case {
        name: "backslash_before_a_quote",
        sqlite: sql(&["SELECT 'a\\'"]),
        postgres: sql(&["SELECT 'a\\'"]),
        mysql: sql(&["SELECT 'a\\\\'"]),
        must: Must::Succeed,
        ..Case::NEW
    },
    Case {
        name: "words_of_transactions_in_strings",
        sqlite: sql(&["SELECT 'COMMIT; ROLLBACK', 1 AS \"begin\" -- COMMIT"]),
        postgres: sql(&["SELECT 'COMMIT; ROLLBACK', 1 AS \"begin\" -- COMMIT"]),
        mysql: sql(&["SELECT 'COMMIT; ROLLBACK', 1 AS `begin` -- COMMIT"]),
        must: Must::Succeed,
        ..Case::NEW
    },
    Case {
        name: "byte_order_mark",
        sqlite: sql(&["\u{feff}SELECT 1"]),
        postgres: sql(&["\u{feff}SELECT 1"]),
        mysql: sql(&["\u{feff}SELECT 1"]),
        ..Case::NEW
    },
    Case {
        name: "transaction_in_a_conditional_comment",
        mysql: sql(&["/*!50000 BEGIN */"]),
        last: true,
        ..Case::NEW
    },
];
