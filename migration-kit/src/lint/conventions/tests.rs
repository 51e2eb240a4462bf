//! Every convention's page: what it calls bad is found, and what it calls good is not.

use sea_orm::entity::prelude::*;

use super::*;
use crate::Backend;
use crate::desired::Entities;
use crate::introspect::live;
use crate::shadow::Shadow;
use crate::testing::block_on;

mod note {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notes")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub user_id: i32,
        #[sea_orm(belongs_to, from = "user_id", to = "id")]
        pub user: BelongsTo<super::user::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A table whose name says nothing good.
mod named {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "Notes")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn entities() -> Entities {
    crate::entities![note, user, named]
}

fn read(sql: &str) -> Schema {
    block_on(async {
        let shadow = Shadow::in_memory().await.unwrap();
        shadow.connection().execute_unprepared(sql).await.unwrap();
        live(shadow.connection(), &[]).await.unwrap()
    })
}

fn found(entities: &Entities, sql: &str) -> Vec<Finding> {
    entities.against_conventions(&[(Backend::Sqlite, &read(sql))])
}

fn blocks<'p>(page: &'p str, kind: &str) -> Vec<&'p str> {
    let fences = page.split("```").skip(1).step_by(2);
    fences.filter_map(|block| block.strip_prefix("sql ")?.strip_prefix(kind)).collect()
}

#[test]
fn pages_are_right_about_what_is_bad_and_good() {
    for convention in all().iter().filter(|convention| **convention != &RELATIONS) {
        let (bad, good) = (blocks(convention.page, "bad"), blocks(convention.page, "good"));
        assert!(!bad.is_empty() && !good.is_empty(), "{}", convention.name);
        for (sql, expected) in
            bad.iter().map(|sql| (sql, true)).chain(good.iter().map(|sql| (sql, false)))
        {
            let found = found(&entities(), sql);
            let is_found = found.iter().any(|finding| finding.rule == convention.name);
            assert_eq!(is_found, expected, "{}: {sql}\n{found:#?}", convention.name);
        }
    }
}

#[test]
fn the_list_is_the_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/conventions");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|file| {
            Some(file.unwrap().file_name().to_str()?.strip_suffix(".rs")?.replace('_', "-"))
        })
        .filter(|name| !["mod", "tests", "policy"].contains(&name.as_str()))
        .collect();
    files.sort();
    assert_eq!(all().iter().map(|convention| convention.name).collect::<Vec<_>>(), files);
}

const USERS: &str = "CREATE TABLE users (id integer PRIMARY KEY);";

fn relations(entities: &Entities, sql: &str) -> Vec<String> {
    let found = found(entities, &format!("{USERS}{sql}"));
    found
        .into_iter()
        .filter(|finding| finding.rule == "relations")
        .map(|finding| finding.message)
        .collect()
}

#[test]
fn foreign_keys_and_relations_tell_the_same() {
    let good = "CREATE TABLE notes (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id));";
    assert!(relations(&entities(), good).is_empty());
    let bad = "CREATE TABLE notes (id integer PRIMARY KEY, user_id integer NOT NULL);";
    let message = "an entity relates notes to users by user_id, and there is no such foreign key";
    assert_eq!(relations(&entities(), bad), [message]);
    let more = "CREATE TABLE notes (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id),
                editor_id integer REFERENCES users (id));";
    let message = "notes references users by editor_id, and its entity has no such relation";
    assert_eq!(relations(&entities(), more), [message]);
}

#[test]
fn an_exemption_gives_its_reason_or_is_a_finding() {
    let policy = Policy::default().exempt(&TIMESTAMPS, "notes", "they are never changed").exempt(
        &PRIMARY_KEY,
        "notes",
        "it has one",
    );
    let sql = "CREATE TABLE notes (id integer PRIMARY KEY);";
    let found = found(&entities().policy(policy), sql);
    let timestamps: Vec<&Finding> =
        found.iter().filter(|finding| finding.rule == "timestamps").collect();
    assert!(!timestamps.is_empty());
    assert!(
        timestamps
            .iter()
            .all(|finding| finding.allowed.as_deref() == Some("they are never changed"))
    );
    let mistake = found.iter().find(|finding| finding.rule == "policy").unwrap();
    assert_eq!(mistake.message, "notes is exempt from primary-key, and keeps it");
    let location = mistake.location.as_ref().unwrap();
    assert!(location.file.ends_with("conventions/tests.rs") && location.line > 1, "{location:?}");
}

#[test]
fn a_policy_that_contradicts_itself_is_told() {
    let policy = Policy::default()
        .off(&NAMING, "older than this workspace")
        .exempt(&NAMING, "notes", "it is off anyway")
        .exempt(&OWNERSHIP, "note", "misspelt")
        .exempt(&TIMESTAMPS, "notes", " ")
        .off(&SOFT_DELETE, "");
    let found = found(&entities().policy(policy), "CREATE TABLE notes (id integer PRIMARY KEY);");
    let messages: Vec<&str> = found
        .iter()
        .filter(|finding| finding.rule == "policy")
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "soft-delete is off for no reason",
            "notes is exempt from naming, which is off for every table",
            "note is exempt from ownership, and no entity has such a table",
            "notes is exempt from timestamps for no reason",
        ]
    );
    let naming: Vec<&Finding> = found.iter().filter(|finding| finding.rule == "naming").collect();
    assert!(
        matches!(naming.as_slice(), [off] if off.allowed.as_deref() == Some("older than this workspace"))
    );
}

#[test]
fn another_owner_can_be_named() {
    let sql = "CREATE TABLE users (id integer PRIMARY KEY); CREATE TABLE notes (id integer PRIMARY KEY, \
               owner_id integer NOT NULL REFERENCES users (id)); CREATE INDEX i ON notes (owner_id);";
    let ownership = |entities: &Entities| {
        found(entities, sql).into_iter().filter(|finding| finding.rule == "ownership").count()
    };
    assert_eq!(ownership(&entities()), 1);
    assert_eq!(ownership(&entities().policy(Policy::default().owner("users", "owner_id"))), 0);
}
