//! What is drawn of small schemas, of hostile ones and of large ones.

#![cfg(test)]

use std::collections::BTreeMap;

use expect_test::expect;

use super::layout::layout;
use super::measure::{self, Size};
use super::picture::Picture;
use super::{html, mermaid, svg};
use crate::schema::{Column, ForeignKey, Index, Part, Schema, Table, Unique};

fn column(name: &str, ty: &str, nullable: bool) -> Column {
    Column { name: name.to_owned(), ty: ty.to_owned(), nullable, ..Column::default() }
}

fn key(column: &str, parent: &str) -> ForeignKey {
    ForeignKey {
        columns: vec![column.to_owned()],
        parent: parent.to_owned(),
        parent_columns: vec!["id".to_owned()],
        ..ForeignKey::default()
    }
}

fn table(columns: Vec<Column>, foreign_keys: Vec<ForeignKey>) -> Table {
    let columns = [vec![column("id", "bigint", false)], columns].concat();
    Table { columns, primary_key: vec!["id".to_owned()], foreign_keys, ..Table::default() }
}

fn schema(tables: Vec<(&str, Table)>) -> Schema {
    let tables = tables.into_iter().map(|(name, table)| (name.to_owned(), table)).collect();
    Schema { tables, enums: BTreeMap::new() }
}

/// Users, their one profile, and notes that may have no author and answer other notes.
fn small() -> Schema {
    let mut profiles =
        table(vec![column("user_id", "bigint", false)], vec![key("user_id", "users")]);
    profiles.uniques.push(Unique {
        name: None,
        columns: vec!["user_id".to_owned()],
        ..Unique::default()
    });
    let mut notes = table(
        vec![
            column("author_id", "bigint", true),
            column("parent_id", "bigint", true),
            column("mood", "mood", false),
        ],
        vec![key("author_id", "users"), key("parent_id", "notes"), key("id", "elsewhere")],
    );
    notes.indexes.push(Index {
        name: "once".to_owned(),
        unique: true,
        parts: ["author_id", "mood"].map(Part::column).into(),
        ..Index::default()
    });
    let users = table(vec![column("email", "character varying(255)", false)], vec![]);
    let mut schema = schema(vec![("users", users), ("profiles", profiles), ("notes", notes)]);
    schema.enums.insert("mood".to_owned(), vec!["calm".to_owned(), "{wild}".to_owned()]);
    schema
}

#[test]
fn mermaid_says_keys_and_how_many() {
    expect![[r#"
        erDiagram
            %% enum mood: calm, _wild_
            "notes" {
                bigint id PK, FK
                bigint author_id FK "null"
                bigint parent_id FK "null"
                mood mood
            }
            "profiles" {
                bigint id PK
                bigint user_id FK, UK
            }
            "users" {
                bigint id PK
                character_varying(255) email
            }
            "users" |o--o{ "notes" : "author_id"
            "notes" |o--o{ "notes" : "parent_id"
            "users" ||--o| "profiles" : "user_id"
    "#]]
    .assert_eq(&mermaid(&small()));
}

#[test]
fn every_link_tells_how_many_rows_are_at_its_ends() {
    let picture = Picture::of(&small());
    let ends: Vec<String> = picture
        .links
        .iter()
        .map(|link| format!("{}: many {}, optional {}", link.text, link.many, link.optional))
        .collect();
    expect![[r#"
        notes.author_id references users.id: many true, optional true
        notes.parent_id references notes.id: many true, optional true
        profiles.user_id references users.id: many false, optional false
    "#]]
    .assert_eq(&(ends.join("\n") + "\n"));
    assert_eq!(picture.summary(), "3 tables, 3 foreign keys, 1 enum");
}

#[test]
fn a_table_is_told_in_words() {
    let words =
        Picture::of(&small()).tables.iter().map(|table| table.words() + "\n").collect::<String>();
    expect![[r#"
        Table notes: id bigint, primary key, foreign key; author_id bigint, foreign key, may be null; parent_id bigint, foreign key, may be null; mood mood; unique together: author_id, mood
        Table profiles: id bigint, primary key; user_id bigint, foreign key, unique
        Table users: id bigint, primary key; email character varying(255)
    "#]]
    .assert_eq(&words);
}

#[test]
fn names_are_texts_and_not_markup() {
    let name = "<script>alert(1)</script> & \"x\"`%\\\n\u{1}";
    let schema = schema(vec![(name, table(vec![column(name, name, true)], vec![key(name, name)]))]);
    for text in [svg(&schema, name), html(&schema, name)] {
        assert!(!text.contains("<script"), "{text}");
        assert!(
            text.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"),
            "{text}"
        );
        assert!(!text.contains('\u{1}'), "XML takes no control characters");
    }
    let text = mermaid(&schema);
    assert!(!text.contains(['<', '>', '`', '%', '\\']), "{text}");
    // The head, the table with two columns, and its link to itself.
    assert_eq!(text.lines().count(), 6, "{text}");
}

#[test]
fn the_same_schema_gives_the_same_picture() {
    let schema = many(40);
    assert_eq!(svg(&schema, "t"), svg(&schema, "t"));
}

#[test]
fn long_names_have_room() {
    let long = "x".repeat(63);
    let schema = schema(vec![(&long, table(vec![column(&long, "numeric(10,2)", true)], vec![]))]);
    let picture = Picture::of(&schema);
    let Size { width, .. } = measure::table(&picture.tables[0]);
    assert!(width > 63 * 7 + 14 * 7, "{width}");
    assert!(svg(&schema, "t").contains(&format!(">{long}</text>")));
    assert!(measure::name(&"y".repeat(90)).ends_with('…'));
}

/// Tables that reference earlier ones and, every third, the first.
fn many(count: usize) -> Schema {
    let name = |at: usize| format!("table_{at:03}");
    let tables = (0..count).map(|at| {
        let to = |other: usize| key("one_id", &name(other));
        let mut columns: Vec<Column> = (0..3 + at * 7 % 11)
            .map(|number| column(&format!("value_{number}"), "text", number % 2 == 0))
            .collect();
        columns.push(column("one_id", "bigint", at % 4 == 0));
        columns.push(column("first_id", "bigint", false));
        let mut keys = if at > 0 { vec![to(at * 5 / 7)] } else { vec![] };
        if at % 3 == 1 {
            keys.push(key("first_id", &name(0)));
        }
        (name(at), table(columns, keys))
    });
    Schema { tables: tables.collect(), enums: BTreeMap::new() }
}

#[test]
fn boxes_and_lanes_do_not_overlap() {
    for count in [1, 2, 5, 30, 100] {
        let picture = Picture::of(&many(count));
        let sizes: Vec<Size> = picture.tables.iter().map(measure::table).collect();
        let pairs = picture.links.iter().filter(|link| link.parent != link.child);
        let layout = layout(&sizes, &pairs.map(|link| (link.parent, link.child)).collect());
        let boxes: Vec<(i64, i64, i64, i64)> = layout
            .places
            .iter()
            .zip(&sizes)
            .map(|((x, y), size)| (*x, *y, x + size.width, y + size.height))
            .collect();
        for (at, a) in boxes.iter().enumerate() {
            assert!(
                a.0 >= 0 && a.1 >= 0 && a.2 <= layout.width && a.3 <= layout.height,
                "{count}: {a:?}"
            );
            for b in &boxes[at + 1..] {
                assert!(
                    a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1,
                    "{count}: {a:?} {b:?}"
                );
            }
            for ((left, y), (right, _)) in layout.lanes.values().flatten() {
                assert!(
                    *right <= a.0 || *left >= a.2 || *y < a.1 || *y > a.3,
                    "{count}: a line runs over {a:?}"
                );
            }
        }
        assert!(
            layout.height < 3 * layout.width.max(600),
            "{count}: {} x {}",
            layout.width,
            layout.height
        );
    }
}

/// `cargo test -p migration-kit --lib a_hundred_tables -- --ignored --nocapture` prints the time,
/// and leaves the picture.
#[test]
#[ignore = "a measurement: see the line above"]
fn a_hundred_tables() {
    for count in [5, 100, 300] {
        let schema = many(count);
        let started = std::time::Instant::now();
        let text = svg(&schema, "t");
        let file = std::env::temp_dir().join(format!("diagram-{count}.svg"));
        println!(
            "{count} tables: {:?}, {} bytes, {}",
            started.elapsed(),
            text.len(),
            file.display()
        );
        std::fs::write(file, text).unwrap();
    }
}
