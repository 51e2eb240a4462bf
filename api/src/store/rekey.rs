//! Encrypting again under the first key of the ring, so that an older one can be taken away.

use entity::{idempotency_key, provider};
use sea_orm::prelude::Expr;
use sea_orm::{
    ColumnTrait as _, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Value,
};
use uuid::Uuid;

use super::Store;
use crate::secrets::{Context, Keyring, Unreadable};

/// How many rows are read at once.
const BATCH: u64 = 500;

/// What `rekey` did.
#[derive(Debug, Default)]
pub struct Rekeyed {
    /// Values that are under the first key now.
    pub changed: u64,
    /// Values that were under it already.
    pub current: u64,
    /// Values that could not be read: the table, the row, and why.
    pub unreadable: Vec<(&'static str, Uuid, Unreadable)>,
}

/// A stored value and what it belongs to.
struct Sealed {
    row: Uuid,
    context: Context,
    text: String,
}

impl Store {
    /// Encrypts every stored secret again that is not under the first key. Servers may go on
    /// meanwhile, and after an interruption the next run does the rest: a row is written only while
    /// it holds what was read.
    pub async fn rekey(&self, keyring: &Keyring) -> Result<Rekeyed, DbErr> {
        let mut done = Rekeyed::default();
        let mut after = Uuid::nil();
        loop {
            let rows = provider::Entity::find()
                .filter(provider::Column::Id.gt(after))
                .order_by_asc(provider::Column::Id)
                .limit(BATCH)
                .all(&self.db)
                .await?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            for row in rows {
                let context = Context::of_api_key(row.user_id, row.id);
                let sealed = Sealed { row: row.id, context, text: row.api_key_encrypted };
                let columns = (provider::Column::Id, provider::Column::ApiKeyEncrypted);
                self.again::<provider::Entity>("providers", columns, sealed, keyring, &mut done)
                    .await?;
            }
        }
        let mut after = Uuid::nil();
        loop {
            let rows = idempotency_key::Entity::find()
                .filter(idempotency_key::Column::Id.gt(after))
                .filter(idempotency_key::Column::TokenEncrypted.is_not_null())
                .order_by_asc(idempotency_key::Column::Id)
                .limit(BATCH)
                .all(&self.db)
                .await?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            for row in rows {
                let context = Context::of_kept_token(row.user_id, row.resource_id);
                let text = row.token_encrypted.unwrap_or_default();
                let sealed = Sealed { row: row.id, context, text };
                let columns =
                    (idempotency_key::Column::Id, idempotency_key::Column::TokenEncrypted);
                self.again::<idempotency_key::Entity>(
                    "idempotency_keys",
                    columns,
                    sealed,
                    keyring,
                    &mut done,
                )
                .await?;
            }
        }
        Ok(done)
    }

    async fn again<E: sea_orm::EntityTrait>(
        &self,
        table: &'static str,
        (id, column): (E::Column, E::Column),
        sealed: Sealed,
        keyring: &Keyring,
        done: &mut Rekeyed,
    ) -> Result<(), DbErr> {
        if keyring.is_current(&sealed.text) {
            match keyring.open(sealed.context, &sealed.text) {
                Ok(_) => done.current += 1,
                Err(why) => done.unreadable.push((table, sealed.row, why)),
            }
            return Ok(());
        }
        let new = keyring
            .open(sealed.context, &sealed.text)
            .and_then(|secret| keyring.seal(sealed.context, &secret));
        let new = match new {
            Ok(new) => new,
            Err(why) => {
                done.unreadable.push((table, sealed.row, why));
                return Ok(());
            }
        };
        let write = self.begin().await?;
        let rows = E::update_many()
            .col_expr(column, Expr::value(Value::from(new)))
            .filter(id.eq(sealed.row))
            .filter(column.eq(sealed.text))
            .exec(&write.tx)
            .await?;
        write.tx.commit().await?;
        done.changed += rows.rows_affected;
        Ok(())
    }
}
