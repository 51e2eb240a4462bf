//! Creating a row once, however often the client sends the request.
//!
//! The key is recorded in the transaction that makes the row, under a unique constraint: of two
//! requests with one key the second one waits for the first, and then finds what it made.

use entity::idempotency_key::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelBehavior as _, ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr,
    EntityTrait as _, QueryFilter as _, Set, SqlErr,
};
use uuid::Uuid;

use super::{Mine, Owned};
use crate::problem::{Kind, Problem};
use crate::secrets::{Context, Hash, Keyring, Token};

/// An `Idempotency-Key`, and the request that it came with.
pub struct Key {
    /// The hash of the key.
    pub key: Hash,
    /// The hash of the method, the path and the body.
    pub request: Hash,
}

/// A row that was asked for.
pub enum Made<T> {
    /// By this request.
    Now(T),
    /// By the same one, earlier.
    Before(T),
}

impl<T> Made<T> {
    /// The row as it is shown, and its id.
    pub fn view<V>(self, id: impl Fn(&T) -> Uuid, view: impl Fn(T) -> V) -> (Made<V>, Uuid) {
        let (Made::Now(row) | Made::Before(row)) = &self;
        let id = id(row);
        let made = match self {
            Made::Now(row) => Made::Now(view(row)),
            Made::Before(row) => Made::Before(view(row)),
        };
        (made, id)
    }
}

impl Mine {
    /// What the same request made before.
    pub async fn earlier<E: Owned>(
        &self,
        key: Option<&Key>,
    ) -> Result<Option<Made<E::Model>>, Problem> {
        let Some(key) = key else { return Ok(None) };
        let Some(earlier) = find(&self.store.db, self.user, key).await? else { return Ok(None) };
        Ok(Some(Made::Before(self.still::<E>(&earlier).await?)))
    }

    /// Inserts a row for the user, or gives the one that the same request made at the same time.
    pub async fn create<E: Owned>(
        &self,
        key: Option<&Key>,
        values: E::ActiveModel,
    ) -> Result<Made<E::Model>, Problem> {
        match self.create_with_token::<E>(key, values, None).await? {
            Made::Now((row, _)) => Ok(Made::Now(row)),
            Made::Before((row, _)) => Ok(Made::Before(row)),
        }
    }

    /// The same for a row that comes with a token: a repeated request shows it again, because the
    /// first answer may have been lost.
    pub async fn create_with_token<E: Owned>(
        &self,
        key: Option<&Key>,
        values: E::ActiveModel,
        token: Option<(&Token, &Keyring)>,
    ) -> Result<Made<(E::Model, Option<Token>)>, Problem> {
        let mut id = values.get(E::ID).into_value();
        let id =
            id.take().and_then(|id| <Uuid as sea_orm::sea_query::ValueType>::try_from(id).ok());
        if let (Some(key), Some(id)) = (key, id) {
            if let Some(earlier) = find(&self.store.db, self.user, key).await? {
                return self.before::<E>(&earlier, token).await;
            }
            let writing = self.write().await?;
            match record(&writing.write.tx, self.user, key, id, token).await {
                Ok(()) => {}
                Err(error)
                    if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) =>
                {
                    drop(writing);
                    let earlier = find(&self.store.db, self.user, key).await?;
                    let earlier = earlier.ok_or_else(|| Problem::new(Kind::Conflict))?;
                    return self.before::<E>(&earlier, token).await;
                }
                Err(error) => return Err(error.into()),
            }
            let row = writing.insert::<E>(values).await?;
            writing.commit().await?;
            return Ok(Made::Now((row, None)));
        }
        Ok(Made::Now((self.insert::<E>(values).await?, None)))
    }

    async fn before<E: Owned>(
        &self,
        earlier: &Model,
        token: Option<(&Token, &Keyring)>,
    ) -> Result<Made<(E::Model, Option<Token>)>, Problem> {
        let row = self.still::<E>(earlier).await?;
        let shown = token.map(|(_, keyring)| self::token(earlier, keyring)).transpose()?;
        Ok(Made::Before((row, shown)))
    }

    /// The row that a request made, if it is still there.
    async fn still<E: Owned>(&self, earlier: &Model) -> Result<E::Model, Problem> {
        self.rows::<E>().get(earlier.resource_id).await.map_err(|problem| {
            if problem.is_not_found() { Problem::gone(E::NAME) } else { problem }
        })
    }
}

/// What was recorded under a key.
///
/// # Errors
/// A 422 when the key came with another request.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    user: Uuid,
    key: &Key,
) -> Result<Option<Model>, Problem> {
    let found = Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::KeyHash.eq(key.key.to_vec()))
        .one(db)
        .await?;
    match found {
        Some(earlier) if earlier.request_hash != key.request => {
            Err(Problem::invalid("Idempotency-Key", "was used for another request"))
        }
        found => Ok(found),
    }
}

/// Records what a request makes, within its transaction.
pub(super) async fn record(
    tx: &impl ConnectionTrait,
    user: Uuid,
    key: &Key,
    resource: Uuid,
    token: Option<(&Token, &Keyring)>,
) -> Result<(), DbErr> {
    let mut row = ActiveModel {
        user_id: Set(user),
        key_hash: Set(key.key.to_vec()),
        request_hash: Set(key.request.to_vec()),
        resource_id: Set(resource),
        ..ActiveModel::new()
    };
    if let Some((token, keyring)) = token {
        let context = Context::of_kept_token(user, resource);
        let sealed = keyring.seal(context, &token.expose().to_owned().into());
        row.token_encrypted = Set(Some(sealed.map_err(|error| DbErr::Custom(error.to_string()))?));
    }
    row.insert(tx).await.map(|_| ())
}

/// The token that was shown.
pub(super) fn token(earlier: &Model, keyring: &Keyring) -> Result<Token, Problem> {
    let context = Context::of_kept_token(earlier.user_id, earlier.resource_id);
    let sealed = earlier.token_encrypted.as_deref().unwrap_or_default();
    keyring.open(context, sealed).map(Token::known).map_err(|error| {
        tracing::error!(%error, "a kept token cannot be read");
        Problem::new(Kind::Internal)
    })
}
