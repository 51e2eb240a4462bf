//! What the server itself prints, once and once again.

#![cfg(test)]

use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};

use super::{in_lasting_words, read_again};
use crate::Backend::{MySql, Postgres};
use crate::testing::{TestDatabase, block_on};

const TABLE: &str = "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE DOMAIN tag AS varchar(10); \
    CREATE TABLE t (i integer, b bigint, s smallint, n numeric(10, 2), f double precision, v varchar(20), \"W w\" varchar, \
    x text, c char(5), m mood, d date, ts timestamp, u uuid, j jsonb, bo boolean, xs text[], vs varchar[], ds tag, inet inet)";

/// Conditions that people write.
const CONDITIONS: [&str; 75] = [
    "v IN ('a', 'b')",
    "v NOT IN ('a', 'b')",
    "\"W w\" IN ('a', 'b')",
    "x IN ('a', 'b')",
    "c IN ('a', 'b')",
    "c NOT IN ('a', 'b')",
    "m IN ('a', 'b')",
    "ds IN ('a', 'b')",
    "i IN (1, 2)",
    "b IN (1, 2)",
    "s IN (1, 2)",
    "n IN (1, 2.5)",
    "f IN (1, 2)",
    "d IN ('2020-01-01', '2021-01-01')",
    "u IN ('00000000-0000-0000-0000-000000000000')",
    "v IN ('a]', 'b)::text[]', 'it''s')",
    "v IN ('a')",
    "v IN ('a', x)",
    "v IN ('a', NULL)",
    "v IN (x, \"W w\", c)",
    "v IN (lower('A'), 'b')",
    "v IN ('a', 'b') AND i > 0",
    "v IS NULL OR v IN ('a', 'b')",
    "NOT (v IN ('a', 'b'))",
    "(v IN ('a', 'b')) = bo",
    "v IN ('a', 'b') = (\"W w\" IN ('c', 'd'))",
    "CASE WHEN v IN ('a', 'b') THEN i > 0 ELSE v NOT IN ('c', 'd') END",
    "coalesce(v IN ('a', 'b'), x IN ('a', 'b'))",
    "v::text IN ('a', 'b')",
    "x::varchar(3) IN ('a', 'b')",
    "c::varchar IN ('a', 'b')",
    "c::text IN ('a', 'b')",
    "lower(v) IN ('a', 'b')",
    "vs[1] IN ('a', 'b')",
    "xs[1] IN ('a', 'b')",
    "v = ANY (ARRAY['a', 'b'])",
    "v = ANY (ARRAY['a', 'b']::varchar[])",
    "v = ANY (ARRAY['a', 'b']::varchar(3)[])",
    "v = ANY ('{a,b}')",
    "v <> ALL (ARRAY['a', 'b']::varchar[])",
    "v = ANY (ARRAY[\"W w\", ds])",
    "v = ANY (vs)",
    "n = ANY (ARRAY[i, b])",
    "b = ANY (ARRAY[1, 2])",
    "i = ANY (ARRAY[1, 2]::bigint[])",
    "inet = ANY (ARRAY['10.0.0.1'::cidr, '10.0.0.2'::cidr])",
    "vs @> ARRAY['a']::varchar[]",
    "ARRAY[v] <@ ARRAY['a', 'b']::varchar[]",
    "ARRAY[v]::text[] <@ ARRAY['a', 'b']",
    "xs && ARRAY['a', 'b']",
    "v LIKE ANY (ARRAY['a', 'b'])",
    "v LIKE 'a%'",
    "c LIKE 'a%'",
    "v ~ 'a'",
    "v BETWEEN 'a' AND 'b'",
    "v NOT BETWEEN 'a' AND 'b'",
    "i BETWEEN SYMMETRIC 1 AND 2",
    "n BETWEEN 1 AND 2",
    "b IN (i, s, 2)",
    "b NOT IN (i, s, 2, f)",
    "(v, i) IN (('a', 1), ('b', 2), ('c', 3))",
    "i = 1 OR (i = 2 OR i = 3)",
    "(i = 1 OR i = 2) AND (bo OR i IN (s, b, n))",
    "bo AND i IN (s, b, n) AND v IN ('a', 'b')",
    "i IN (s, b, n) AND bo AND x IS NOT NULL",
    "v = 'a'",
    "c = 'a'",
    "n > -1",
    "f > 1.5",
    "j->>'a' IN ('b', 'c')",
    "(j->>'a')::integer IN (1, 2)",
    "ts + interval '1 day' > '2020-01-01'",
    "v COLLATE \"C\" < 'b'",
    "v IS DISTINCT FROM 'a'",
    "length(v) BETWEEN 1 AND 5 OR v IN ('a', 'b') OR x IN ('a', 'b')",
];

async fn ask(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let row = db.query_one_raw(Postgres.statement(sql)).await.unwrap().unwrap();
    (0..3).map(|at| row.try_get_by_index(at).unwrap()).collect()
}

/// As a condition is printed of a check, with the parentheses and without, and of an index.
async fn print(db: &DatabaseConnection, condition: &str) -> Vec<String> {
    let add = format!(
        "ALTER TABLE t ADD CONSTRAINT k CHECK ({condition}); CREATE INDEX k_i ON t (i) WHERE {condition}"
    );
    db.execute_unprepared(&add).await.unwrap_or_else(|e| panic!("{condition}: {e}"));
    let asked = "SELECT pg_get_expr(conbin, conrelid), pg_get_constraintdef(oid, true), \
                 pg_get_indexdef('k_i'::regclass) FROM pg_constraint WHERE conname = 'k'";
    let printed = ask(db, asked).await;
    db.execute_unprepared("ALTER TABLE t DROP CONSTRAINT k; DROP INDEX k_i").await.unwrap();
    printed
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn the_second_print_is_told_by_the_first() {
    block_on(async {
        let database = TestDatabase::create(Postgres).await;
        let db = Database::connect(database.url()).await.unwrap();
        db.execute_unprepared(TABLE).await.unwrap();
        let mut moved = 0;
        for condition in CONDITIONS {
            let first = print(&db, condition).await;
            let second = print(&db, &first[0]).await;
            moved += usize::from(first != second);
            let told: Vec<String> = first.iter().map(|text| read_again(Postgres, text)).collect();
            assert_eq!(told, second, "{condition}");
            assert_eq!(print(&db, &second[0]).await, second, "{condition}: it stays");
            for text in &second {
                assert_eq!(read_again(Postgres, text), *text, "{condition}: it is told so");
            }
        }
        assert!(moved > 25, "{moved} are printed otherwise");
    });
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn lasting_words_are_printed_as_they_were() {
    block_on(async {
        let database = TestDatabase::create(Postgres).await;
        let db = Database::connect(database.url()).await.unwrap();
        db.execute_unprepared(TABLE).await.unwrap();
        // Nothing but a list of names with no type among them has no words of its own, nor have
        // alternatives that the server has put together.
        let others =
            ["(x, \"W w\", c)", "IN (i, s, 2", "IN (s, b, n)", "('c', 3)", "ANY (ARRAY[i, b])"];
        let lasting = CONDITIONS.iter().filter(|of| !others.iter().any(|other| of.contains(other)));
        for condition in lasting {
            let first = print(&db, condition).await;
            let words = in_lasting_words(Postgres, first[0].clone());
            assert_eq!(print(&db, &words).await, first, "{condition}: {words}");
            assert_eq!(in_lasting_words(Postgres, words.clone()), words, "{condition}");
        }
    });
}

#[test]
fn what_is_no_cast_of_an_array_stays() {
    for text in [
        "(f(ARRAY['a'::character varying])::text[] = xs)",
        "(x = '(ARRAY[1])::text[]'::text)",
        "(xs = ARRAY[]::text[])",
        "(\"ARRAY\"[1] = 1)",
        "((a OR b) AND c)",
        "(a OR (b OR c))",
        "f((a OR b), (c OR d))",
        "(CASE WHEN a THEN b ELSE c END OR d)",
    ] {
        assert_eq!(read_again(Postgres, text), text);
        assert_eq!(in_lasting_words(Postgres, text.to_owned()), text);
    }
    let printed = "(ARRAY['a'::character varying])::text[]";
    assert_eq!(read_again(MySql, printed), printed);
}
