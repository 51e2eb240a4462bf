//! The entities of a workspace, listed by hand, because only generics give their statements.

use std::fmt;
use std::path::Path;

use sea_orm::sea_query::extension::postgres::{Type, TypeCreateStatement};
use sea_orm::sea_query::{ColumnType, IndexCreateStatement, TableCreateStatement};
use sea_orm::{ColumnTrait as _, EntityTrait, Iterable as _, Schema};

use super::beside::Beside;
use super::relation::relations;
use crate::Backend;
use crate::dialect::enums::{self, Kept};
use crate::dialect::schemas;
use crate::lint::conventions::Policy;
#[cfg(feature = "cli")]
use crate::lint::conventions::{self, Said};
use crate::lint::{Finding, Location};
use crate::schema::{Relation, qualified};
use crate::shadow::DEFAULT_SCHEMA;

/// The entities that say what the schema should be, and the folder of the migration crate that
/// asked for them. Made by [`entities!`](crate::entities).
#[derive(Clone, Debug)]
pub struct Entities {
    manifest_dir: &'static str,
    list: Vec<Entity>,
    pub(super) beside: Beside,
    left_out: Vec<LeftOut>,
    policy: Policy,
}

/// A registered entity that is not meant to be listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its module, such as `entity::audit_log`.
    pub module: &'static str,
    /// Why it has no place in the list.
    pub reason: &'static str,
}

/// One entity of the list.
#[derive(Clone)]
pub struct Entity {
    /// Its path as it was listed, such as `entity::user::Entity`.
    pub path: &'static str,
    /// Its table's name: `schema.table` where its `schema_name` is not `public`, PostgreSQL's
    /// default one.
    pub table: String,
    /// Its `schema_name`.
    pub(super) schema: Option<String>,
    /// The module that defines it, whatever path it was listed by.
    pub(super) module: &'static str,
    declare: fn(Backend) -> Declaration,
    relate: fn() -> Vec<Relation>,
}

/// The statements that SeaORM derives from an entity for one backend.
#[derive(Clone, Debug)]
pub(super) struct Declaration {
    /// PostgreSQL's enum types.
    pub enums: Vec<TypeCreateStatement>,
    /// The table, with its foreign keys.
    pub table: TableCreateStatement,
    /// Its indexes.
    pub indexes: Vec<IndexCreateStatement>,
}

impl Entity {
    /// Describes an entity that was found at `path`.
    pub fn of<E: EntityTrait>(path: &'static str, entity: E) -> Self {
        let defined = std::any::type_name::<E>();
        let module = defined.rsplit_once("::").map_or(defined, |(module, _)| module);
        let schema = entity.schema_name().map(str::to_owned);
        let table = qualified(
            schema.as_deref().filter(|name| *name != DEFAULT_SCHEMA),
            entity.table_name(),
        );
        Self { path, table, schema, module, declare: declare::<E>, relate: relations::<E> }
    }

    /// What SeaORM would create for it.
    pub(super) fn declaration(&self, backend: Backend) -> Declaration {
        (self.declare)(backend)
    }

    /// What it says of other entities.
    #[cfg(feature = "cli")]
    fn relations(&self) -> Vec<Relation> {
        (self.relate)()
    }
}

impl fmt::Debug for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entity")
            .field("path", &self.path)
            .field("table", &self.table)
            .finish_non_exhaustive()
    }
}

fn declare<E: EntityTrait>(backend: Backend) -> Declaration {
    let schema = Schema::new(backend.into());
    let mut enums = schema.create_enum_from_entity(E::default());
    if enums::of(backend).kept() == Kept::OwnType {
        // SeaORM makes no type for an enum of which a column is an array.
        enums.extend(
            E::Column::iter().filter_map(|column| element_enum(column.def().get_column_type())),
        );
    }
    Declaration {
        enums,
        table: schema.create_table_from_entity(E::default()),
        indexes: schema.create_index_from_entity(E::default()),
    }
}

/// The type that a column needs whose values are arrays of an enum.
fn element_enum(ty: &ColumnType) -> Option<TypeCreateStatement> {
    let ColumnType::Array(element) = ty else { return None };
    match element.as_ref() {
        ColumnType::Enum { name, variants } => {
            Some(Type::create().as_enum(name.clone()).values(variants.clone()).to_owned())
        }
        nested => element_enum(nested),
    }
}

impl Entities {
    /// For [`entities!`](crate::entities): `manifest_dir` is the migration crate's
    /// CARGO_MANIFEST_DIR.
    pub fn new(manifest_dir: &'static str, list: Vec<Entity>) -> Self {
        let policy = Policy::default();
        Self { manifest_dir, list, beside: Beside::default(), left_out: Vec::new(), policy }
    }

    /// Says that the entity of `module` is not listed on purpose, and why: it stands for a view,
    /// say, or for a table of another program. The command line does not ask for it then.
    ///
    /// ```
    /// # let entities = migration_kit::entities![];
    /// let entities = entities.without("entity::audit_log", "a view");
    /// assert_eq!(entities.left_out()[0].reason, "a view");
    /// ```
    #[must_use]
    pub fn without(mut self, module: &'static str, reason: &'static str) -> Self {
        self.left_out.push(LeftOut { module, reason });
        self
    }

    /// Says which [conventions](crate::policy) the tables keep; without it, all of them.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    #[cfg(feature = "cli")]
    pub(crate) fn own_policy(&self) -> &Policy {
        &self.policy
    }

    /// What the entities have against the conventions, by the schemas that they make.
    #[cfg(feature = "cli")]
    pub(crate) fn against_conventions(
        &self,
        made: &[(Backend, &crate::schema::Schema)],
    ) -> Vec<Finding> {
        let said = Said {
            tables: self.list.iter().map(|entity| entity.table.as_str()).collect(),
            relations: self.list.iter().flat_map(Entity::relations).collect(),
            types: super::hints(self).types,
            policy: &self.policy,
            location_of: &|table, column| self.location_of(table, column),
        };
        conventions::check(&said, made)
    }

    /// Where an entity of the workspace says a column of its table, or the table; none where its
    /// file is not found.
    pub(crate) fn location_of(&self, table: &str, column: Option<&str>) -> Option<Location> {
        let entity = self.list.iter().find(|entity| entity.table == table)?;
        crate::lint::location_of_entity(self.manifest_dir(), entity.module, column)
    }

    /// The folder of the migration crate, where migrations are written.
    pub fn manifest_dir(&self) -> &Path {
        Path::new(self.manifest_dir)
    }

    /// The entities in the order of the list.
    pub fn list(&self) -> &[Entity] {
        &self.list
    }

    /// Whether an entity says which schema its table is in, and the backend has schemas. Then the
    /// entities are for such backends alone.
    #[cfg(feature = "cli")]
    pub(crate) fn name_schemas_of(&self, backend: Backend) -> bool {
        schemas::of(backend).has_schemas() && self.list.iter().any(|entity| entity.schema.is_some())
    }

    /// The entities that are not listed on purpose.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
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
        $crate::desired::Entities::new(
            ::core::env!("CARGO_MANIFEST_DIR"),
            ::std::vec![$(
                $crate::desired::Entity::of(
                    ::core::concat!($(::core::stringify!($segment), "::"),+, "Entity"),
                    $($segment)::+::Entity,
                )
            ),*],
        )
    };
}
