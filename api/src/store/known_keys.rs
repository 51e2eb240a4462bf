//! Whether the keys of this machine are those that the stored secrets were encrypted with.
//!
//! A key is named by its id, and two keys may have one id by mistake. So the first use of a key
//! leaves a value in `master_keys` that this key alone can read, and every boot reads it.

use entity::{idempotency_key, master_key, provider};
use migration_kit::Error;
use sea_orm::sea_query::LikeExpr;
use sea_orm::{
    ActiveModelBehavior as _, ActiveModelTrait as _, ColumnTrait as _, DbErr, EntityTrait as _,
    QueryFilter as _, QuerySelect as _, Set, SqlErr,
};

use super::Store;
use crate::secrets::{Context, Keyring};

/// How many secrets are tried.
const FEW: u64 = 10;

impl Store {
    /// Compares every key of the ring with what the database knows of its id, and leaves a value
    /// for a new one.
    ///
    /// # Errors
    /// [`Error::Environment`] for a key that is another one than before, [`Error::Database`] when
    /// the database does not answer.
    pub async fn check_keys(&self, keyring: &Keyring) -> Result<(), Error> {
        for id in keyring.ids() {
            let is_right = self.is_right(keyring, id).await.map_err(|source| Error::Database {
                doing: "compare API_MASTER_KEY with the keys that the stored secrets were encrypted with"
                    .to_owned(),
                source,
                hint: None,
            })?;
            if !is_right {
                return Err(Error::Environment {
                    message: format!(
                        "the key `{id}` of API_MASTER_KEY is not the one that this database's secrets were encrypted with"
                    ),
                    hint: Some(format!(
                        "give the right bytes for `{id}`; a new key needs an id of its own, in front of the others"
                    )),
                });
            }
        }
        Ok(())
    }

    async fn is_right(&self, keyring: &Keyring, id: &str) -> Result<bool, DbErr> {
        if let Some(known) = self.known(id).await? {
            return Ok(keyring.is_checked(id, &known.check_value));
        }
        // Secrets that are older than the table of keys tell as much.
        if !self.reads_what_is_there(keyring, id).await? {
            return Ok(false);
        }
        let value = keyring.check_value(id).map_err(|error| DbErr::Custom(error.to_string()))?;
        let new = master_key::ActiveModel {
            key_id: Set(id.to_owned()),
            check_value: Set(value),
            ..master_key::ActiveModel::new()
        };
        match new.insert(&self.writer).await {
            Ok(_) => Ok(true),
            // Another server has booted at the same time, with the same key or with another one.
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                let known = self.known(id).await?;
                Ok(known.is_some_and(|known| keyring.is_checked(id, &known.check_value)))
            }
            Err(error) => Err(error),
        }
    }

    async fn known(&self, id: &str) -> Result<Option<master_key::Model>, DbErr> {
        // The column is compared here: on MySQL it takes capital letters for small ones.
        let rows = master_key::Entity::find()
            .filter(master_key::Column::KeyId.eq(id))
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().find(|row| row.key_id == id))
    }

    /// Whether the key reads secrets that name it; yes when there are none. A few are enough: one
    /// of them may have been changed by somebody else.
    async fn reads_what_is_there(&self, keyring: &Keyring, id: &str) -> Result<bool, DbErr> {
        let like =
            || LikeExpr::new(format!("{}%", keyring.prefix(id).replace('_', "!_"))).escape('!');
        let providers =
            provider::Entity::find().filter(provider::Column::ApiKeyEncrypted.like(like()));
        let providers = providers.limit(FEW).all(&self.db).await?.into_iter();
        let kept = idempotency_key::Entity::find()
            .filter(idempotency_key::Column::TokenEncrypted.like(like()));
        let kept = kept.limit(FEW).all(&self.db).await?.into_iter();
        let sealed: Vec<(Context, String)> = providers
            .map(|row| (Context::of_api_key(row.user_id, row.id), row.api_key_encrypted))
            .chain(kept.filter_map(|row| {
                Some((Context::of_kept_token(row.user_id, row.resource_id), row.token_encrypted?))
            }))
            // MySQL takes capital letters for small ones.
            .filter(|(_, text)| text.starts_with(&keyring.prefix(id)))
            .collect();
        Ok(sealed.is_empty()
            || sealed.iter().any(|(context, text)| keyring.open(*context, text).is_ok()))
    }
}
