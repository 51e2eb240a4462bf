//! An entity that nobody listed is noticed.

#![cfg(test)]

use migration_kit::entities;
use migration_kit::inside::desired::unlisted;

mod entity {
    pub mod owner {
        use sea_orm::entity::prelude::*;

        #[sea_orm::model]
        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "owners")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i32,
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    /// In the compact format, with its relations apart.
    pub mod pet {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "pets")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i32,
        }

        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}
    }
}

mod re_exported {
    pub use super::entity::pet;
}

#[test]
fn a_forgotten_entity_is_named_by_its_module() {
    assert_eq!(unlisted(&entities![entity::owner]), ["registered::entity::pet"]);
}

#[test]
fn a_listed_or_excused_entity_is_not_named() {
    for entities in [
        entities![entity::owner, entity::pet],
        entities![entity::owner, re_exported::pet],
        entities![entity::owner].without("registered::entity::pet", "a view"),
        // No crate is named, so none is looked at.
        entities![],
    ] {
        assert_eq!(unlisted(&entities), Vec::<String>::new());
    }
}
