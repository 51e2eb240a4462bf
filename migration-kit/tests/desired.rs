//! What the entities declare agrees with migrations that say the same by hand, on each backend.

#![cfg(test)]

mod common;

use common::{List, Migration};
use migration_kit::inside::apply::Migrations;
use migration_kit::inside::desired::{desired, not_unique};
use migration_kit::inside::diff::compare;
use migration_kit::inside::shadow::{Server, Shadow, current};
use migration_kit::testing::{Backend, TestDatabase};
use migration_kit::{Target, entities, on_each_backend, types};
use sea_orm_migration::prelude::*;

/// Two tables that reference each other, one of them itself too, with the types that differ between
/// the backends.
mod entity {
    pub mod team {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
        #[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "mood")]
        pub enum Mood {
            #[sea_orm(string_value = "it's \\ fine")]
            Fine,
            #[sea_orm(string_value = "bad")]
            Bad,
        }

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "teams")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i64,
            pub lead_id: Option<i32>,
            #[sea_orm(column_type = "Text")]
            pub motto: String,
            pub mood: Mood,
            #[sea_orm(default_expr = "Expr::current_timestamp()")]
            pub made_at: DateTimeUtc,
            #[sea_orm(belongs_to, from = "lead_id", to = "id")]
            pub lead: BelongsTo<Option<super::person::Entity>>,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    pub mod person {
        use sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "people")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i32,
            #[sea_orm(indexed)]
            pub team_id: Option<i64>,
            #[sea_orm(unique)]
            pub email: String,
            pub boss_id: Option<i32>,
            pub mood: Option<super::team::Mood>,
            #[sea_orm(belongs_to, from = "team_id", to = "id", on_delete = "SetNull")]
            pub team: BelongsTo<Option<super::team::Entity>>,
            #[sea_orm(self_ref, relation_enum = "Boss", from = "boss_id", to = "id")]
            pub boss: HasOne<Entity>,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }
}

/// The same by hand.
/// A reference to a column that tells no rows apart, and one to a unique one.
mod referring {
    pub mod shelf {
        use sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "shelves")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub label: String,
            #[sea_orm(unique)]
            pub code: String,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    pub mod book {
        use sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "books")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub shelf_label: String,
            pub shelf_code: String,
            #[sea_orm(belongs_to, relation_enum = "ByLabel", from = "shelf_label", to = "label")]
            pub by_label: BelongsTo<super::shelf::Entity>,
            #[sea_orm(belongs_to, relation_enum = "ByCode", from = "shelf_code", to = "code")]
            pub by_code: BelongsTo<super::shelf::Entity>,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }
}

fn migrations() -> List {
    List(vec![Migration::new("m1", |manager| {
        Box::pin(async move {
            let backend = Backend::from(manager.get_database_backend());
            let values = ["it's \\ fine", "bad"];
            if backend == Backend::Postgres {
                let mood =
                    extension::postgres::Type::create().as_enum("mood").values(values).to_owned();
                manager.create_type(mood).await?;
            }
            let mood = |null: bool| {
                let mut column = types::enumeration(backend.into(), "mood", "mood", values);
                if !null {
                    column.not_null();
                }
                column
            };
            let mut lead = ForeignKey::create();
            lead.name("fk-teams-lead_id").from("teams", "lead_id").to("people", "id");
            let mut teams = Table::create();
            teams
                .table("teams")
                .col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key())
                .col(ColumnDef::new("lead_id").integer())
                .col(types::text(backend.into(), "motto").not_null())
                .col(mood(false))
                .col(
                    types::timestamp(backend.into(), "made_at")
                        .not_null()
                        .default(types::now(backend.into())),
                );
            if backend == Backend::Sqlite {
                teams.foreign_key(&mut lead);
            }
            manager.create_table(teams).await?;
            let people = Table::create()
                .table("people")
                .col(ColumnDef::new("id").integer().not_null().auto_increment().primary_key())
                .col(ColumnDef::new("team_id").big_integer())
                .col(ColumnDef::new("email").string().not_null().unique_key())
                .col(ColumnDef::new("boss_id").integer())
                .col(mood(true))
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-people-team_id")
                        .from("people", "team_id")
                        .to("teams", "id")
                        .on_delete(ForeignKeyAction::SetNull),
                )
                .foreign_key(
                    ForeignKey::create()
                        .name("fk-people-boss_id")
                        .from("people", "boss_id")
                        .to("people", "id"),
                )
                .take();
            manager.create_table(people).await?;
            manager
                .create_index(
                    Index::create()
                        .name("idx-people-team_id")
                        .table("people")
                        .col("team_id")
                        .take(),
                )
                .await?;
            if backend != Backend::Sqlite {
                manager.create_foreign_key(lead).await?;
            }
            Ok(())
        })
    })])
}

async fn entities_agree_with_the_same_by_hand(database: TestDatabase) {
    let target = Target::parse(database.url()).unwrap();
    let backend = target.backend();
    let shadow = async || match backend {
        Backend::Sqlite => Shadow::in_memory().await.unwrap(),
        _ => Shadow::on(&Server::of(target.clone())).await.unwrap(),
    };
    let (one, other) = (shadow().await, shadow().await);
    let entities = entities![entity::team, entity::person];
    let wanted = desired(&entities, &one).await.unwrap();
    let there = current(&Migrations::of(&migrations()).unwrap(), &other).await.unwrap();
    assert_eq!(compare(backend, &wanted, &there), []);
    assert_eq!(wanted.tables.len(), 2);

    // And a word that the entities do not say is a difference.
    let more = entities
        .index(Index::create().name("more").table("people").col("boss_id").col("team_id").take());
    one.discard().await;
    let one = shadow().await;
    let differences = compare(backend, &desired(&more, &one).await.unwrap(), &there);
    let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].starts_with("index more of people (") && lines[0].contains("only in the entities"),
        "{lines:?}"
    );
    one.discard().await;
    other.discard().await;
}

/// SQLite would take the column's name for a text, and make an index of it.
async fn an_index_on_a_missing_column_is_refused(database: TestDatabase) {
    let target = Target::parse(database.url()).unwrap();
    let shadow = match target.backend() {
        Backend::Sqlite => Shadow::in_memory().await.unwrap(),
        _ => Shadow::on(&Server::of(target)).await.unwrap(),
    };
    let entities = entities![entity::team, entity::person];
    let wrong = entities.index(Index::create().name("wrong").table("people").col("nowhere").take());
    let error = desired(&wrong, &shadow).await.unwrap_err();
    assert!(error.to_string().contains("nowhere"), "{error}");
    assert_eq!(error.exit_code(), 2);
    shadow.discard().await;
}

/// MySQL has no partial index, so the index is for the others alone.
async fn an_index_can_be_for_some_backends(database: TestDatabase) {
    let target = Target::parse(database.url()).unwrap();
    let shadow = match target.backend() {
        Backend::Sqlite => Shadow::in_memory().await.unwrap(),
        _ => Shadow::on(&Server::of(target)).await.unwrap(),
    };
    let partial = Index::create()
        .name("led")
        .table("teams")
        .col("lead_id")
        .and_where(Expr::col("lead_id").is_not_null())
        .take();
    let entities = entities![entity::team, entity::person]
        .index_on(&[Backend::Sqlite.into(), Backend::Postgres.into()], partial);
    let schema = desired(&entities, &shadow).await.unwrap();
    let predicates: Vec<bool> =
        schema.tables["teams"].indexes.iter().map(|index| index.predicate.is_some()).collect();
    assert_eq!(predicates.contains(&true), shadow.database() != Backend::MySql);
    shadow.discard().await;
}

/// sea-query panics on a type that a backend does not have.
#[tokio::test]
async fn a_type_the_backend_lacks_names_its_entity() {
    mod odd {
        pub mod vintage {
            use sea_orm::entity::prelude::*;

            #[sea_orm::model]
            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = "vintages")]
            pub struct Model {
                #[sea_orm(primary_key)]
                pub id: i32,
                #[sea_orm(column_type = "Year")]
                pub year: i16,
            }

            impl ActiveModelBehavior for ActiveModel {}
        }
    }
    let shadow = Shadow::in_memory().await.unwrap();
    let error = desired(&entities![odd::vintage], &shadow).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "odd::vintage::Entity has something that SQLite does not have: not implemented: Year is not available in Sqlite."
    );
    assert_eq!(error.exit_code(), 2);
}

on_each_backend!(
    a_reference_to_what_is_not_unique_is_left_out,
    an_index_can_be_for_some_backends,
    entities_agree_with_the_same_by_hand,
    an_index_on_a_missing_column_is_refused
);

/// No database takes a foreign key to it, and everything else of the entities is there to be
/// compared.
async fn a_reference_to_what_is_not_unique_is_left_out(database: TestDatabase) {
    let entities = entities![referring::shelf, referring::book];
    let told: Vec<String> = not_unique(&entities).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "books.shelf_label refers to shelves.label, which is neither a primary key nor unique: no \
          database takes a foreign key to it"
        ]
    );
    let hint = not_unique(&entities).remove(0).hint();
    assert!(hint.contains("`skip_fk`"), "{hint}");
    let target = Target::parse(database.url()).unwrap();
    let shadow = match target.backend() {
        Backend::Sqlite => Shadow::in_memory().await.unwrap(),
        _ => Shadow::on(&Server::of(target)).await.unwrap(),
    };
    let schema = desired(&entities, &shadow).await;
    shadow.discard().await;
    let keys: Vec<Vec<String>> = schema.unwrap().tables["books"]
        .foreign_keys
        .iter()
        .map(|key| key.columns.clone())
        .collect();
    assert_eq!(keys, [["shelf_code"]]);
}
