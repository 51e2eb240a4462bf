//! The entities of a workspace, listed by hand, because only generics give their statements.

use std::path::Path;

use sea_orm::EntityName;

/// The entities that say what the schema should be, and the folder of the migration crate that asked for them. Made by
/// [`entities!`](crate::entities).
#[derive(Clone, Debug)]
pub struct Entities {
    manifest_dir: &'static str,
    list: Vec<Entity>,
}

/// One entity of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The path it was listed by, such as `entity::user`.
    pub path: &'static str,
    /// Its table's name.
    pub table: String,
}

impl Entity {
    /// Describes an entity that was found at `path`.
    pub fn of<E: EntityName>(path: &'static str, entity: E) -> Self {
        Self { path, table: entity.table_name().to_owned() }
    }
}

impl Entities {
    /// For [`entities!`](crate::entities): `manifest_dir` is the migration crate's CARGO_MANIFEST_DIR.
    pub fn new(manifest_dir: &'static str, list: Vec<Entity>) -> Self {
        Self { manifest_dir, list }
    }

    /// The folder of the migration crate, where steps are written.
    pub fn manifest_dir(&self) -> &Path {
        Path::new(self.manifest_dir)
    }

    /// The entities in the order of the list.
    pub fn list(&self) -> &[Entity] {
        &self.list
    }
}

/// Lists the entities of a workspace by their modules.
///
/// ```
/// # use sea_orm_migration::sea_orm;
/// # mod entity {
/// pub mod user {
///     use sea_orm::entity::prelude::*;
///
///     #[sea_orm::model]
///     #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
///     #[sea_orm(table_name = "users")]
///     pub struct Model {
///         #[sea_orm(primary_key)]
///         pub id: i32,
///     }
///
///     impl ActiveModelBehavior for ActiveModel {}
/// }
/// # }
/// let entities = migration_kit::entities![entity::user];
/// assert_eq!(entities.list()[0].table, "users");
/// ```
#[macro_export]
macro_rules! entities {
    ($($($segment:ident)::+),* $(,)?) => {
        $crate::source::Entities::new(
            ::core::env!("CARGO_MANIFEST_DIR"),
            ::std::vec![$($crate::source::Entity::of(::core::stringify!($($segment)::+), $($segment)::+::Entity)),*],
        )
    };
}
