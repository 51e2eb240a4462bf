//! A table that an older kit has made: in it goes, and out comes one that this kit and that one can
//! both use.

use sea_orm::sea_query::{ColumnDef, DynIden, Expr, ExprTrait as _, IntoIden as _, Query, Table};
use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::SchemaManager;

use super::{Column, HistoryTables};

impl HistoryTables {
    /// Adds what a history table of an older kit does not have, and says whether it has the column
    /// `hash`. Nothing is taken away: an image of that kit goes on with the table as it knows it,
    /// and what it wrote meanwhile is taken over.
    pub(in crate::apply) async fn complete(
        &self,
        manager: &SchemaManager<'_>,
        records: &DynIden,
    ) -> Result<bool, DbErr> {
        let db = manager.get_connection();
        let table = super::name(&records.to_string());
        let has =
            |column: Column| manager.has_column(table.clone(), column.into_iden().to_string());
        if !has(Column::Checksum).await? {
            if !has(Column::Position).await? {
                self.add_column(manager, ColumnDef::new(Column::Position).text()).await?;
            }
            self.add_column(manager, ColumnDef::new(Column::Checksum).string_len(64)).await?;
        }
        let has_hash = has(Column::Hash).await?;
        if has_hash {
            let [hash, checksum] = [Column::Hash, Column::Checksum].map(Expr::col);
            let mut update = Query::update();
            update.table(self.table.clone()).value(Column::Checksum, hash.clone());
            update.and_where(checksum.clone().is_null().or(checksum.ne(hash.clone())));
            update.and_where(hash.is_not_null());
            db.execute(&update).await?;
        }
        Ok(has_hash)
    }

    async fn add_column(
        &self,
        manager: &SchemaManager<'_>,
        column: &mut ColumnDef,
    ) -> Result<(), DbErr> {
        manager
            .alter_table(Table::alter().table(self.table.clone()).add_column(column).take())
            .await
    }
}
