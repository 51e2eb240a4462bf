//! What stands beside the entities in their list: checks, generated columns, statements, and what
//! is unmanaged.

#![cfg(test)]

use migration_kit::desired::Entities;
use migration_kit::inside::desired::{desired, hints};
use migration_kit::inside::diff::{Hints, Resolutions, Side, add_unmanaged, changes, compare};
use migration_kit::inside::schema::Schema;
use migration_kit::inside::shadow::{Server, Shadow};
use migration_kit::testing::{Backend, TestDatabase, block_on};
use migration_kit::{Target, entities, on_each_backend};
use sea_orm_migration::prelude::*;

mod entity {
    pub mod order {
        use sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "orders")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub id: i64,
            pub total: i32,
            pub twice: Option<i32>,
            #[sea_orm(
                column_name = "label",
                renamed_from = "title",
                comment = "what it is called"
            )]
            pub label: Option<String>,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    /// In the schema that is the default one of PostgreSQL.
    pub mod public {
        use sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "notes", schema_name = "public", comment = "for all")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i64,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    pub mod elsewhere {
        use sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "orders", schema_name = "archive")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i64,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }
}

async fn read(
    database: &TestDatabase,
    entities: &Entities,
) -> Result<Schema, migration_kit::Error> {
    let target = Target::parse(database.url()).unwrap();
    let shadow = match target.backend() {
        Backend::Sqlite => Shadow::in_memory().await.unwrap(),
        _ => Shadow::on(&Server::of(target)).await.unwrap(),
    };
    let schema = desired(entities, &shadow).await;
    shadow.discard().await;
    schema
}

async fn checks_and_generated_columns_are_in_the_schema(database: TestDatabase) {
    let backend = Target::parse(database.url()).unwrap().backend();
    let plain = read(&database, &entities![entity::order]).await.unwrap();
    let more = entities![entity::order]
        .check("orders", "positive_total", Expr::col("total").gt(0))
        .generated("orders", "twice", Expr::col("total").mul(2), true)
        .statement_on(&[backend.into()], "CREATE INDEX by_hand ON orders (total)");
    let wanted = read(&database, &more).await.unwrap();
    let objects: Vec<String> = compare(backend, &wanted, &plain)
        .iter()
        .map(|difference| difference.object.to_string())
        .collect();
    assert_eq!(
        objects,
        ["column orders.twice", "index by_hand of orders", "check positive_total of orders"]
    );
    // SeaORM's way of passing `renamed_from` on is no comment.
    let label =
        plain.tables["orders"].columns.iter().find(|column| column.name == "label").unwrap();
    let comment = (backend != Backend::Sqlite).then(|| "what it is called".to_owned());
    assert_eq!(label.comment, comment);
}

/// Two tables of one name, where the backend has schemas.
async fn an_entity_can_be_in_a_schema_on_postgres(database: TestDatabase) {
    let read = read(&database, &entities![entity::order, entity::elsewhere, entity::public]).await;
    let backend = match Target::parse(database.url()).unwrap().backend() {
        Backend::Postgres => {
            let tables: Vec<String> = read.unwrap().tables.into_keys().collect();
            return assert_eq!(tables, ["archive.orders", "notes", "orders"]);
        }
        Backend::MySql => "MySQL",
        _ => "SQLite",
    };
    let error = read.unwrap_err();
    assert_eq!(error.exit_code(), 2);
    let expected =
        format!("entity::elsewhere::Entity is in the schema archive, and {backend} has no schemas");
    assert_eq!(error.to_string(), expected);
}

on_each_backend!(
    checks_and_generated_columns_are_in_the_schema,
    an_entity_can_be_in_a_schema_on_postgres
);

#[test]
fn what_is_declared_beside_no_entity_is_a_mistake() {
    block_on(async {
        let entities =
            entities![entity::order].check("ordres", "positive", Expr::col("total").gt(0));
        let database = TestDatabase::create(Backend::Sqlite).await;
        let error = read(&database, &entities).await.unwrap_err();
        assert!(
            error.to_string().contains("the table ordres, which no entity of the list has"),
            "{error}"
        );
    });
}

#[test]
fn what_is_unmanaged_is_not_asked_about() {
    block_on(async {
        let database = TestDatabase::create(Backend::Sqlite).await;
        let entities = entities![entity::order].unmanaged("orders.by_hand", "made by hand");
        let mut wanted = read(&database, &entities).await.unwrap();
        let there = entities![entity::order]
            .statement_on(&[Backend::Sqlite.into()], "CREATE INDEX by_hand ON orders (total)");
        let there = read(&database, &there).await.unwrap();
        let side = |entities: &Schema| Side {
            backend: Backend::Sqlite,
            desired: entities.clone(),
            current: there.clone(),
        };
        let ambiguities =
            changes(vec![side(&wanted)], &[], &Hints::default(), &Resolutions::default())
                .unwrap_err();
        assert_eq!(ambiguities[0].text, "the index orders.by_hand is in no entity any more");
        add_unmanaged(
            &mut wanted,
            &there,
            entities.all_unmanaged().iter().map(|object| object.name),
        );
        let on =
            changes(vec![side(&wanted)], &[], &Hints::default(), &Resolutions::default()).unwrap();
        assert!(on[0].is_empty());
    });
}

#[test]
fn seaorm_s_own_renamed_from_is_a_resolution() {
    let hints = hints(&entities![entity::order]);
    let id = ("orders".to_owned(), "label".to_owned());
    assert_eq!(hints.renamed_from.get(&id).map(String::as_str), Some("title"));
}
