//! What the stock executor does well already: its table, and emptying a database.

use sea_orm::{ConnectionTrait, DatabaseConnection, DynIden};
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};

use super::Migrations;
use super::actions_by_version::ActionsByVersion;
use crate::Backend;
use crate::Error;
use crate::dialect;
use crate::error::doing;

/// A stock migrator without migrations, for the parts of the stock executor that do not run any: it
/// makes and drops the table of that name, and its `fresh` drops everything else.
pub(super) struct Nothing(DynIden);

impl Nothing {
    pub(super) fn new(migrations: &Migrations) -> Self {
        Self(migrations.table.clone())
    }
}

impl MigratorTraitSelf for Nothing {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        Vec::new()
    }

    fn migration_table_name(&self) -> DynIden {
        self.0.clone()
    }
}

/// Drops the views, which stock `fresh` forgets or stumbles over, then everything that stock
/// `fresh` drops, and on PostgreSQL the tables that the migrations create in other schemas, which
/// may be shared.
pub(super) async fn drop_everything(
    db: &DatabaseConnection,
    migrations: &Migrations,
    all_actions: &ActionsByVersion,
) -> Result<(), Error> {
    let failed = |source| doing("empty the database".to_owned(), source);
    let backend = Backend::of(db);
    let dialect = dialect::fresh::of(backend);
    if dialect::schemas::of(backend).has_schemas() {
        for (schema, table) in all_actions.tables_elsewhere() {
            let name = format!(
                "{}.{}",
                crate::ops::ident(backend, &schema),
                crate::ops::ident(backend, &table)
            );
            // A schema that is not there has no tables.
            db.execute_unprepared(&format!("DROP TABLE IF EXISTS {name} CASCADE"))
                .await
                .map_err(failed)?;
        }
    }
    for row in db.query_all_raw(backend.statement(dialect.views())).await.map_err(failed)? {
        let kind: String = row.try_get_by_index(0).map_err(failed)?;
        let view: String = row.try_get_by_index(1).map_err(failed)?;
        // Another view may have gone already, and this one with it.
        let (name, cascade) = (crate::ops::ident(backend, &view), dialect.cascade());
        let sql = format!("DROP {kind} IF EXISTS {name}{cascade}");
        db.execute_unprepared(&sql).await.map_err(failed)?;
    }
    Nothing::new(migrations).fresh(db).await.map(|_| ()).map_err(failed)
}
