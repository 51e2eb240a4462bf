//! How a review and a checklist read.

#![cfg(test)]

use expect_test::{Expect, expect};

use super::checklist::ROUND_TRIP;
use super::{Checklist, Item, Marks, annotations};
use crate::Backend;
use crate::lint::merged::{Review, Sized};
use crate::lint::{Finding, Level, Location, Reviewed};

fn finding(rule: &'static str, level: Level, statement: Option<usize>, message: &str) -> Finding {
    Finding {
        version: Some("m2".to_owned()),
        statement,
        table: Some("chats".to_owned()),
        location: Some(Location { file: "migration/src/m2.rs".to_owned(), line: 7 }),
        ..Finding::new(rule, level, message.to_owned())
    }
}

fn review() -> Review {
    let blocking = Finding {
        backends: vec!["PostgreSQL"],
        lock: Some("SHARE on the table"),
        blocks: Some("writes, until the index is built"),
        help: Some("create it CONCURRENTLY".to_owned()),
        ..finding(
            "blocking-index",
            Level::Error,
            Some(0),
            "the index is built while nobody may write",
        )
    };
    let drop = |backend, statement| Finding {
        backends: vec![backend],
        ..finding("drop", Level::Warning, Some(statement), "chats.kind is dropped")
    };
    let allowed = Finding {
        backends: vec!["PostgreSQL", "MySQL"],
        allowed: Some("nobody reads it".to_owned()),
        ..finding("down", Level::Warning, None, "down does not bring it back")
    };
    let migration = |quote: &str, in_transaction, findings| Reviewed {
        version: "m2".to_owned(),
        statements: vec![
            (
                format!("CREATE INDEX {quote}i{quote} ON {quote}chats{quote} ({quote}a{quote})"),
                false,
            ),
            (format!("ALTER TABLE {quote}chats{quote}\nDROP COLUMN {quote}kind{quote}"), true),
        ],
        in_transaction,
        goes_on: false,
        depends_on_data: !in_transaction,
        varies: false,
        tables: vec!["chats".to_owned()],
        findings,
    };
    let mut review = Review::of(
        vec![
            (
                Backend::Postgres,
                vec![migration("\"", true, vec![allowed.clone(), blocking, drop("PostgreSQL", 1)])],
            ),
            (Backend::MySql, vec![migration("`", false, vec![drop("MySQL", 1)])]),
        ],
        |version| Some(format!("migration/src/{version}.rs")),
    );
    let rows = Some(48_000_000);
    review.migrations[0].tables =
        vec![Sized { table: "chats".to_owned(), rows, or_more: false, bytes: Some(31 << 30) }];
    review
}

/// Without its colours.
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&anstream::adapter::strip_str(text).to_string());
}

#[test]
fn a_review_reads_well() {
    let review = review();
    check(
        &format!("{}{}\n", review.text(), review.summary()),
        expect![[r#"
        m2
          allowed[down]: down does not bring it back
            because: nobody reads it
            at migration/src/m2.rs:7
          chats, 48 M rows, 31 GB

          PostgreSQL
            CREATE INDEX "i" ON "chats" ("a");
              error[blocking-index]: the index is built while nobody may write
                takes SHARE on the table
                blocks writes on chats, 48 M rows, 31 GB, until the index is built
                instead: create it CONCURRENTLY
                at migration/src/m2.rs:7
            ALTER TABLE "chats"
            DROP COLUMN "kind";  -- loses data
              warning[drop]: chats.kind is dropped
                at migration/src/m2.rs:7

          MySQL (outside a transaction: what fails half-way leaves the first half; it asks for rows, and this is what it does when there are none)
            CREATE INDEX `i` ON `chats` (`a`);
            ALTER TABLE `chats`
            DROP COLUMN `kind`;  -- loses data
              warning[drop]: as above

        1 migration reviewed on PostgreSQL, MySQL: 1 error, 1 warning, 1 allowed
    "#]],
    );
}

#[test]
fn annotations_are_one_line_each() {
    check(
        &annotations(review().findings()),
        expect![[r#"
        ::notice file=migration/src/m2.rs,line=7,title=down (allowed)::down does not bring it back%0AAllowed: nobody reads it
        ::error file=migration/src/m2.rs,line=7,title=blocking-index::the index is built while nobody may write%0AIt takes SHARE on the table, which blocks writes, until the index is built.%0AInstead: create it CONCURRENTLY
        ::warning file=migration/src/m2.rs,line=7,title=drop::chats.kind is dropped
    "#]],
    );
}

#[test]
fn a_checklist_reads_well() {
    let broken = Finding {
        location: Some(Location { file: "migration/src/m2.rs".to_owned(), line: 7 }),
        ..Finding::about(
            &ROUND_TRIP,
            "2 rows of b did not survive when migration m2 was rolled back",
        )
    };
    let list = Checklist {
        items: vec![
            Item::of("listed", "every entity is in the list", Vec::new()).seen("5 entities"),
            Item::of(ROUND_TRIP.name, "the migrations go there and back", vec![broken])
                .on("SQLite")
                .seen("2 migrations"),
            Item::skipped(
                "trip",
                "the migrations go there and back",
                "there is no server",
                Some("name one".to_owned()),
            )
            .on("MySQL"),
        ],
    };
    let text = |marks| list.items.iter().map(|item| item.text(marks)).collect::<String>();
    check(
        &format!("{}{}\n", text(Marks::Unicode), list.summary()),
        expect![[r#"
        ✓ every entity is in the list: 5 entities
        ✗ the migrations go there and back on SQLite: 2 migrations; 1 error
            error[round-trip]: 2 rows of b did not survive when migration m2 was rolled back
              instead: mend the migration's `up` or `down`
              at migration/src/m2.rs:7
        – the migrations go there and back on MySQL: skipped: there is no server
            name one
        1 passed, 1 failed, 1 skipped
    "#]],
    );
    assert!(text(Marks::Ascii).is_ascii());
}
