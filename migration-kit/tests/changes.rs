//! What two schemas leave open and what becomes of them, case by case: the migrations' side, the
//! entities' side, and the ambiguities or the changes. To add one: a `check` with an empty
//! `expect![[""]]`, and `UPDATE_EXPECT=1 cargo test -p migration-kit --test changes`.

#![cfg(test)]

use expect_test::{Expect, expect};
use migration_kit::inside::codegen::modules;
use migration_kit::inside::diff::{Hints, Resolutions, Side, changes, compared};
use migration_kit::inside::introspect::live;
use migration_kit::inside::schema::{Column, Schema, Table};
use migration_kit::testing::{Backend, block_on};
use sea_orm_migration::prelude::ColumnType;
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Database};

async fn schema(script: &str) -> Schema {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    for sql in script.split(";\n") {
        db.execute_unprepared(sql).await.unwrap();
    }
    live(&db, &[]).await.unwrap()
}

fn side(before: &str, after: &str) -> Side {
    block_on(async {
        Side {
            backend: Backend::Sqlite,
            current: schema(before).await,
            desired: schema(after).await,
        }
    })
}

fn told(side: Side, hints: &Hints, flags: &[&str]) -> String {
    let mut resolutions = Resolutions::default();
    for flag in flags {
        if let Err(error) = resolutions.add_flag(flag) {
            return error.to_string();
        }
    }
    let compared = compared(vec![side], &[], hints, &resolutions);
    let refused = match compared.open().is_empty() {
        true => resolutions.refuse_unused(compared.all()),
        false => resolutions.refuse_settled(compared.all()),
    };
    if let Err(error) = refused {
        return error.to_string();
    }
    match compared.into_changes() {
        Ok(on) => {
            let module = modules(&on).unwrap().remove(0);
            format!("{}\n{}", module.name, module.changes.join("\n"))
        }
        Err(ambiguities) => {
            let lines = ambiguities.iter().map(|ambiguity| {
                let flags: Vec<&str> =
                    ambiguity.flags.iter().map(|choice| choice.flag.as_str()).collect();
                format!("{}\n  {}", ambiguity.text, flags.join("\n  "))
            });
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

#[track_caller]
fn check(before: &str, after: &str, flags: &[&str], expected: Expect) {
    expected.assert_eq(&told(side(before, after), &Hints::default(), flags));
}

const T: &str = "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL)";

#[test]
fn nothing() {
    check(
        T,
        T,
        &[],
        expect![[r#"
        nothing
    "#]],
    );
    // A table that no entity declares is left alone.
    check(
        &format!("{T};\nCREATE TABLE old (x integer)"),
        T,
        &[],
        expect![[r#"
        nothing
    "#]],
    );
}

#[test]
fn a_column_that_went() {
    check(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY)",
        &[],
        expect![[r#"
        the column t.a is in no entity any more
          --drop t.a"#]],
    );
    check(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY)",
        &["--drop t.a"],
        expect![[r#"
        drop_a_from_t
        Drops `t.a`"#]],
    );
    check(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY)",
        &["--drop t"],
        expect!["--drop t resolves nothing: the list of entities still has it"],
    );
}

#[test]
fn a_column_that_went_and_two_that_came() {
    let after = "CREATE TABLE t (id integer PRIMARY KEY, b varchar(9), c varchar(9))";
    check(
        T,
        after,
        &[],
        expect![[r#"
        the column t.a is in no entity any more
          --rename t.a:b
          --rename t.a:c
          --drop t.a"#]],
    );
    check(
        T,
        after,
        &["--rename t.a:c"],
        expect![[r#"
        change_t
        Adds `t.b`
        Changes `t.c` from varchar(9) not null to varchar(9) null
        Renames `t.a` to `c`"#]],
    );
    check(
        T,
        after,
        &["--rename t.a:c", "--backfill t.b=c"],
        expect![[r#"
        change_t
        Adds `t.b`
        Changes `t.c` from varchar(9) not null to varchar(9) null
        Renames `t.a` to `c`"#]],
    );
    check(
        T,
        after,
        &["--drop t.a"],
        expect![[r#"
        change_t
        Drops `t.a`
        Adds `t.b`
        Adds `t.c`"#]],
    );
    // A name that is not there resolves nothing.
    check(
        T,
        after,
        &["--rename t.x:c"],
        expect!["--rename t.x:c names nothing: t has no column x; gone: a; there are: b, c, id"],
    );
}

#[test]
fn a_table_that_looks_like_another_one() {
    let after = "CREATE TABLE u (id integer PRIMARY KEY, a varchar(9) NOT NULL)";
    check(
        T,
        after,
        &[],
        expect![[r#"
        the table u is new and looks like t, which no entity declares
          --rename-table t:u
          --accept u
          --drop t"#]],
    );
    check(
        T,
        after,
        &["--rename-table t:u"],
        expect![[r#"
        rename_t_to_u
        Renames the table `t` to `u`"#]],
    );
    check(
        T,
        after,
        &["--accept u"],
        expect![[r#"
        create_u
        Creates the table `u`"#]],
    );
    check(
        T,
        after,
        &["--drop t"],
        expect![[r#"
        change_t_and_u
        Drops the table `t`
        Creates the table `u`"#]],
    );
}

#[test]
fn a_column_that_takes_no_null() {
    let after =
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL, b integer NOT NULL)";
    check(
        T,
        after,
        &[],
        expect![[r#"
        the column t.b is new, takes no NULL and has no default: what do existing rows get?
          --backfill t.b=SQL
          --accept t.b"#]],
    );
    check(
        T,
        after,
        &["--backfill t.b=length(a)"],
        expect![[r#"
        add_b_to_t
        Adds `t.b`"#]],
    );
    check(
        T,
        after,
        &["--accept t.b"],
        expect![[r#"
        add_b_to_t
        Adds `t.b`"#]],
    );
    check(
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9))",
        T,
        &[],
        expect![[r#"
        the column t.a takes no NULL any more
          --backfill t.a=SQL
          --accept t.a"#]],
    );
}

#[test]
fn a_type_that_holds_less() {
    check(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(5) NOT NULL)",
        &[],
        expect![[r#"
        the column t.a changes from varchar(9) to varchar(5), which old values may not survive
          --accept t.a"#]],
    );
    check(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL)",
        &["--accept t.a"],
        expect![[r#"
        change_a_of_t
        Changes `t.a` from varchar(9) not null to integer not null"#]],
    );
    check(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL)",
        &[],
        expect![[r#"
        change_a_of_t
        Changes `t.a` from varchar(9) not null to text not null"#]],
    );
}

#[test]
fn a_unique_over_rows() {
    check(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL UNIQUE)",
        &[],
        expect![[r#"
        t (a) becomes unique, which rows with equal values refuse
          --accept t.a"#]],
    );
    check(
        T,
        &format!("{T};\nCREATE UNIQUE INDEX i ON t (a, id)"),
        &[],
        expect![[r#"
        t (a, id) becomes unique, which rows with equal values refuse
          --accept t.i"#]],
    );
    check(
        T,
        &format!("{T};\nCREATE UNIQUE INDEX i ON t (a, id)"),
        &["--accept t.i"],
        expect![[r#"
        index_t_a_id
        Creates the index `i` on `t` (a, id)"#]],
    );
    // Over a new column there is nothing to refuse it.
    check(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL, b integer UNIQUE)",
        &[],
        expect![[r#"
        add_b_to_t
        Adds `t.b`
        Adds the unique constraint of `t` (b)"#]],
    );
}

#[test]
fn an_index_that_went() {
    check(
        &format!("{T};\nCREATE INDEX i ON t (a)"),
        T,
        &[],
        expect![[r#"
        the index t.i is in no entity any more
          --drop t.i"#]],
    );
    check(
        &format!("{T};\nCREATE INDEX i ON t (a)"),
        T,
        &["--drop t.i"],
        expect![[r#"
        drop_index_t_a
        Drops the index `i` of `t`"#]],
    );
    // Another one of the same columns takes its place.
    let before = format!("{T};\nCREATE INDEX i ON t (a)");
    check(
        &before,
        &format!("{T};\nCREATE INDEX i ON t (a DESC)"),
        &[],
        expect![[r#"
        change_index_t_a
        Changes the index `i` of `t`"#]],
    );
    check(
        &before,
        &format!("{T};\nCREATE INDEX j ON t (a)"),
        &[],
        expect![[r#"
        rename_index_t_a
        Renames the index `i` of `t` to `j`"#]],
    );
}

#[test]
fn an_enum_that_lost_a_value() {
    let of = |values: &str| {
        format!("CREATE TABLE t (id integer PRIMARY KEY, m enum_text CHECK (m IN ({values})))")
    };
    check(
        &of("'a', 'b'"),
        &of("'a'"),
        &[],
        expect![[r#"
        t.m cannot be b any more
          --accept t.m"#]],
    );
    check(
        &of("'a', 'b'"),
        &of("'a', 'c'"),
        &[],
        expect![[r#"
        t.m cannot be b any more
          --rename m.b:c
          --accept t.m"#]],
    );
    check(
        &of("'a', 'b'"),
        &of("'a', 'c'"),
        &["--rename m.b:c"],
        expect![[r#"
        change_values_of_t_m
        Changes the values of `t.m` from a, b to a, c"#]],
    );
    check(
        &of("'a'"),
        &of("'a', 'b'"),
        &[],
        expect![[r#"
        add_b_to_t_m
        Changes the values of `t.m` from a to a, b"#]],
    );
}

#[test]
fn several_things_at_once() {
    check(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL, p_id integer REFERENCES p (id));\n\
         CREATE TABLE p (id integer PRIMARY KEY);\nCREATE INDEX i ON t (p_id)",
        &[],
        expect![[r#"
            change_p_and_t
            Creates the table `p`
            Adds `t.p_id`
            Adds the foreign key of `t` (p_id) to `p`
            Creates the index `i` on `t` (p_id)"#]],
    );
    check(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL, p_id integer REFERENCES t (id));\n\
         CREATE INDEX i ON t (p_id)",
        &[],
        expect![[r#"
            add_p_id_to_t
            Adds `t.p_id`
            Adds the foreign key of `t` (p_id) to `t`
            Creates the index `i` on `t` (p_id)"#]],
    );
}

#[test]
fn values_of_an_enum_that_would_become_one() {
    let of = |values: &str| {
        format!("CREATE TABLE t (id integer PRIMARY KEY, m enum_text CHECK (m IN ({values})))")
    };
    // Rolling it back could not tell them apart again.
    check(
        &of("'a', 'b'"),
        &of("'a'"),
        &["--rename m.b:a"],
        expect![[r#"
        t.m cannot be b any more
          --accept t.m"#]],
    );
}

#[test]
fn a_table_that_looks_like_a_declared_one_too() {
    let columns = "(id integer PRIMARY KEY, name text, email text)";
    let before = format!("CREATE TABLE aaa {columns};\nCREATE TABLE users {columns}");
    let after = format!("CREATE TABLE aaa {columns};\nCREATE TABLE people {columns}");
    let mut resolutions = Resolutions::default();
    resolutions.desired.extend(["aaa".to_owned(), "people".to_owned()]);
    let ambiguities =
        changes(vec![side(&before, &after)], &[], &Hints::default(), &resolutions).unwrap_err();
    assert_eq!(ambiguities[0].flags[0].flag, "--rename-table users:people");
}

#[test]
fn a_unique_that_went() {
    let unique = "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL UNIQUE)";
    check(
        unique,
        T,
        &[],
        expect![[r#"
            the unique constraint t.(a) is in no entity any more
              --drop 't.(a)'"#]],
    );
    check(
        unique,
        &format!("{T};\nCREATE INDEX i ON t (a)"),
        &[],
        expect![[r#"
            the unique constraint t.(a) is in no entity any more
              --drop 't.(a)'"#]],
    );
    check(
        unique,
        &format!("{T};\nCREATE UNIQUE INDEX i ON t (a)"),
        &[],
        expect![[r#"
        index_t_a
        Creates the index `i` on `t` (a)
        Drops the unique constraint of `t` (a)"#]],
    );
}

#[test]
fn a_unique_that_new_rows_could_refuse() {
    let with = |column: &str| {
        format!("CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL, {column})")
    };
    check(
        T,
        &with("b integer DEFAULT 5 UNIQUE"),
        &[],
        expect![[r#"
        t (b) becomes unique, which rows with equal values refuse
          --accept t.b"#]],
    );
    let partial = format!("{T};\nCREATE UNIQUE INDEX i ON t (a) WHERE id > 5");
    check(
        &partial,
        &format!("{T};\nCREATE UNIQUE INDEX i ON t (a)"),
        &[],
        expect![[r#"
        t (a) becomes unique, which rows with equal values refuse
          --accept t.a"#]],
    );
}

/// A `varchar` without a length has one on MySQL.
#[test]
fn a_text_without_a_limit_that_gets_one() {
    let mut hints = Hints::default();
    let string = ColumnType::String(sea_orm_migration::prelude::StringLen::None);
    hints.types.insert(("t".to_owned(), "a".to_owned()), string);
    let side =
        side("CREATE TABLE t (id integer, a text)", "CREATE TABLE t (id integer, a varchar)");
    let ambiguities =
        changes(vec![side], &[Backend::MySql], &hints, &Resolutions::default()).unwrap_err();
    expect![
        "the column t.a changes from longtext to varchar(255), which old values may not survive"
    ]
    .assert_eq(&ambiguities[0].text);
}

/// SeaORM's attribute stays in the entity after it was heeded, and then says nothing.
#[test]
fn renamed_from_is_heeded_while_it_is_true() {
    let mut hints = Hints::default();
    hints.renamed_from.insert(("t".to_owned(), "b".to_owned()), "a".to_owned());
    let after = "CREATE TABLE t (id integer PRIMARY KEY, b varchar(9) NOT NULL)";
    expect![[r#"
        rename_t_a_to_b
        Renames `t.a` to `b`"#]]
    .assert_eq(&told(side(T, after), &hints, &[]));
    expect![[r#"
        nothing
    "#]]
    .assert_eq(&told(side(after, after), &hints, &[]));
}

/// SQLite has one type for all whole numbers, and a server has several: the entity says which one
/// is meant.
#[test]
fn a_big_integer_is_one_on_a_server_that_was_not_read() {
    let mut hints = Hints::default();
    hints.types.insert(("t".to_owned(), "n".to_owned()), ColumnType::BigInteger);
    let side = side(
        T,
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(9) NOT NULL, n integer, m integer)",
    );
    let unread = [Backend::Postgres, Backend::MySql];
    let on = changes(vec![side], &unread, &hints, &Resolutions::default()).unwrap();
    let sql: Vec<String> = on.iter().flat_map(|on| on.up().sql()).collect();
    expect![[r#"
        ALTER TABLE "t" ADD COLUMN "m" integer NULL
        ALTER TABLE "t" ADD COLUMN "n" integer NULL
        ALTER TABLE "t" ADD COLUMN "m" integer NULL
        ALTER TABLE "t" ADD COLUMN "n" bigint NULL
        ALTER TABLE `t` ADD COLUMN `m` int NULL, ALGORITHM=INSTANT
        ALTER TABLE `t` ADD COLUMN `n` bigint NULL, ALGORITHM=INSTANT"#]]
    .assert_eq(&sql.join("\n"));
    assert_eq!(on.iter().map(|on| on.read).collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn renames_that_share_a_name() {
    let after = "CREATE TABLE t (id integer PRIMARY KEY, b varchar(9) NOT NULL, c integer)";
    check(
        T,
        after,
        &["--rename t.a:b", "--rename t.b:c"],
        expect!["the renames a:b and t.b:c cannot be one migration, because they share a name"],
    );
    check(
        T,
        after,
        &["--rename t.a:b", "--rename t.x:b"],
        expect!["the renames a:b and t.x:b cannot be one migration, because they share a name"],
    );
    check(
        T,
        after,
        &["--rename-table x:y", "--rename-table z:y"],
        expect!["the renames x:y and z:y cannot be one migration, because they share a name"],
    );
}

#[test]
fn a_table_does_not_move_to_another_schema() {
    check(
        T,
        "CREATE TABLE u (id integer PRIMARY KEY, a varchar(9) NOT NULL)",
        &["--rename-table t:x.u"],
        expect!["--rename-table t:x.u moves a table to another schema"],
    );
    let side = on_postgres(&[("t", &["id", "a"])], &[("x.t", &["id", "a"])]);
    expect![[r#"
        the table x.t is new and looks like t, which no entity declares; moving it here would be a migration written by hand
          --accept x.t
          --drop t"#]].assert_eq(&told(side, &Hints::default(), &[]));
}

/// Tables with columns of integers.
type Tables<'t> = &'t [(&'t str, &'t [&'t str])];

fn on_postgres(before: Tables<'_>, after: Tables<'_>) -> Side {
    let column = |name: &&str| Column {
        name: (*name).to_owned(),
        ty: "integer".to_owned(),
        nullable: true,
        ..Column::default()
    };
    let table = |columns: &[&str]| Table {
        columns: columns.iter().map(column).collect(),
        ..Table::default()
    };
    let schema = |tables: Tables<'_>| Schema {
        tables: tables.iter().map(|(name, columns)| ((*name).to_owned(), table(columns))).collect(),
        ..Schema::default()
    };
    Side { backend: Backend::Postgres, current: schema(before), desired: schema(after) }
}

/// The name of a table of another schema could also be that of a column.
#[test]
fn a_resolution_about_two_things() {
    let side = |before| on_postgres(before, &[("a", &["id"])]);
    let both = side(&[("a", &["id", "b"]), ("a.b", &["id"])]);
    expect!["a.b is a table of another schema, and something of a table of the default one"]
        .assert_eq(&told(both, &Hints::default(), &["--drop a.b"]));
    expect![[r#"
        drop_a.b
        Drops the table `a.b`"#]]
    .assert_eq(&told(
        side(&[("a", &["id"]), ("a.b", &["id"])]),
        &Hints::default(),
        &["--drop a.b"],
    ));
}

/// A table that no entity declares goes along with its parent's new name.
#[test]
fn a_renamed_parent_of_a_table_that_is_left_alone() {
    let log = |parent: &str, key: &str| {
        format!("CREATE TABLE log (id integer, t_id integer REFERENCES {parent} ({key}))")
    };
    let before = format!("{T};\n{}", log("t", "id"));
    let after = "CREATE TABLE u (no integer PRIMARY KEY, a varchar(9) NOT NULL)";
    check(
        &before,
        after,
        &["--rename-table t:u", "--rename u.id:no"],
        expect![[r#"
        change_u
        Renames the table `t` to `u`
        Renames `u.id` to `no`"#]],
    );
}
