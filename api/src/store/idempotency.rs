//! Creating a row once, however often the client sends the request.
//!
//! The key is recorded in the transaction that makes the row, under a unique constraint: of two
//! requests with one key the second one waits for the first, and then finds what it made.

use entity::access_token;
use entity::idempotency_key::{ActiveModel, Column, Entity, Model};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{
    ActiveModelBehavior as _, ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr,
    EntityTrait as _, QueryFilter as _, Set,
};
use uuid::Uuid;

use super::accounts::new_token;
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

/// What was asked for.
pub struct Made<T> {
    /// What was made.
    pub value: T,
    /// Whether the same request made it before.
    pub is_repeated: bool,
}

impl<T> Made<T> {
    /// The same in another form.
    pub fn map<V>(self, form: impl FnOnce(T) -> V) -> Made<V> {
        Made { value: form(self.value), is_repeated: self.is_repeated }
    }
}

/// Gives what the same request made `earlier`, or makes it. It looks again when that fails: the
/// same request may be under way twice, and then the slower one finds what the faster one made.
pub(super) async fn once<T, E: Future<Output = Result<Option<T>, Problem>>>(
    earlier: impl Fn() -> E,
    make: impl Future<Output = Result<T, Problem>>,
) -> Result<Made<T>, Problem> {
    let before = |value| Made { value, is_repeated: true };
    if let Some(value) = earlier().await? {
        return Ok(before(value));
    }
    match make.await {
        Ok(value) => Ok(Made { value, is_repeated: false }),
        Err(problem) => earlier().await?.map(before).ok_or(problem),
    }
}

impl Mine {
    /// Inserts a row for the user, once for a key. `values` are asked for, with the row's id, when
    /// the same request has not made it before.
    pub async fn create<E: Owned, V: Future<Output = Result<E::ActiveModel, Problem>>>(
        &self,
        key: Option<Key>,
        values: impl FnOnce(Uuid) -> V,
    ) -> Result<Made<E::Model>, Problem> {
        let key = key.as_ref();
        let make = async {
            let id = Uuid::now_v7();
            self.insert::<E>(id, values(id).await?, key, None).await
        };
        once(|| self.earlier::<E>(key), make).await
    }

    /// A new token of the user, once for a key: a repeated request shows it again, because the
    /// first answer may have been lost.
    pub async fn create_token(
        &self,
        label: &str,
        expires_at: Option<DateTimeUtc>,
        key: Option<Key>,
        keyring: &Keyring,
    ) -> Result<Made<(access_token::Model, Token)>, Problem> {
        let key = key.as_ref();
        let make = async {
            let token = Token::generate();
            let values = new_token(self.user, label, &token, expires_at);
            let kept = Some((&token, keyring));
            let row = self.insert::<access_token::Entity>(Uuid::now_v7(), values, key, kept);
            Ok((row.await?, token))
        };
        once(|| self.earlier_token(key, keyring), make).await
    }

    async fn earlier<E: Owned>(&self, key: Option<&Key>) -> Result<Option<E::Model>, Problem> {
        let Some(earlier) = self.recorded(key).await? else { return Ok(None) };
        self.still::<E>(&earlier).await.map(Some)
    }

    async fn earlier_token(
        &self,
        key: Option<&Key>,
        keyring: &Keyring,
    ) -> Result<Option<(access_token::Model, Token)>, Problem> {
        let Some(earlier) = self.recorded(key).await? else { return Ok(None) };
        let row = self.still::<access_token::Entity>(&earlier).await?;
        Ok(Some((row, token(&earlier, keyring)?)))
    }

    /// What the user has recorded under a key.
    async fn recorded(&self, key: Option<&Key>) -> Result<Option<Model>, Problem> {
        let Some(key) = key else { return Ok(None) };
        find(&self.store.db, self.user, key).await
    }

    /// The row that a request made, if it is still there.
    async fn still<E: Owned>(&self, earlier: &Model) -> Result<E::Model, Problem> {
        let row = self.rows::<E>().get(earlier.resource_id).await;
        row.map_err(|problem| problem.or_gone(E::NAME))
    }

    /// Inserts a row with its key. It is read back before the commit, which is worth two round
    /// trips: a row that cannot be shown must not be there after the answer that says so.
    async fn insert<E: Owned>(
        &self,
        id: Uuid,
        mut values: E::ActiveModel,
        key: Option<&Key>,
        token: Option<(&Token, &Keyring)>,
    ) -> Result<E::Model, Problem> {
        values.set(E::ID, id.into());
        let writing = self.write().await?;
        if let Some(key) = key {
            record(&writing.write.tx, self.user, key, id, token).await?;
        }
        let row = writing.insert::<E>(values).await?;
        writing.commit().await?;
        Ok(row)
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
