//! What is done before it is known whose rows it is about: a sign-up, and the look at a token.

use chrono::{TimeDelta, Utc};
use entity::{access_token, user};
use sea_orm::prelude::{DateTimeUtc, Expr};
use sea_orm::{
    ActiveModelBehavior as _, ActiveModelTrait as _, ColumnTrait as _, DbErr, EntityTrait as _,
    QueryFilter as _, Set,
};
use uuid::Uuid;

use super::idempotency::{self, Key, Made};
use super::{Mine, Store};
use crate::problem::{Kind, Problem};
use crate::secrets::{Context, Hash, Keyring, Token};

/// What the first token of a user is called.
const FIRST: &str = "sign-up";

/// How old `last_used_at` may be, so that reading does not become writing.
const LAST_USED: TimeDelta = TimeDelta::minutes(1);

/// Who sends a request.
pub struct Caller {
    /// The token's row.
    pub token: Uuid,
    /// When the token ends, if it does.
    pub ends: Option<DateTimeUtc>,
    /// What the caller can reach.
    pub mine: Mine,
}

impl Store {
    /// A user and the first token. The same request with the same key gives the same ones, also at
    /// the same time.
    pub async fn sign_up(
        &self,
        email: &str,
        name: &str,
        key: Option<Key>,
        keyring: &Keyring,
    ) -> Result<Made<(user::Model, Token)>, Problem> {
        let key = key.as_ref();
        let make = async { Ok(self.new_user(email, name, key, keyring).await?) };
        idempotency::once(|| self.signed_up(email, key, keyring), make).await
    }

    /// What the same sign-up made before.
    async fn signed_up(
        &self,
        email: &str,
        key: Option<&Key>,
        keyring: &Keyring,
    ) -> Result<Option<(user::Model, Token)>, Problem> {
        let Some(key) = key else { return Ok(None) };
        let Some(user) = user::Entity::find_by_email(email).one(&self.db).await? else {
            return Ok(None);
        };
        let Some(earlier) = idempotency::find(&self.db, user.id, key).await? else {
            return Ok(None);
        };
        // The token may have been revoked because somebody else has it, who may have this request,
        // too.
        let row = access_token::Entity::find_by_id(earlier.resource_id).one(&self.db).await?;
        if row.is_none_or(|row| !is_valid(&row)) {
            let detail = "This sign-up was done before, and its token is not valid any more. Use another token of the account.";
            return Err(Problem::new(Kind::Gone).detail(detail));
        }
        Ok(Some((user, idempotency::token(&earlier, keyring)?)))
    }

    async fn new_user(
        &self,
        email: &str,
        name: &str,
        key: Option<&Key>,
        keyring: &Keyring,
    ) -> Result<(user::Model, Token), DbErr> {
        let token = Token::generate();
        let write = self.begin().await?;
        let new = user::ActiveModel {
            email: Set(email.to_owned()),
            name: Set(name.to_owned()),
            ..user::ActiveModel::new()
        };
        let user = new.insert(&write.tx).await?;
        let row = new_token(user.id, FIRST, &token, None).insert(&write.tx).await?;
        if let Some(key) = key {
            idempotency::record(&write.tx, user.id, key, row.id, Some((&token, keyring))).await?;
        }
        write.tx.commit().await?;
        Ok((user, token))
    }

    /// Whose token it is; `None` when nobody's, or not any more.
    pub async fn caller(&self, hash: &Hash) -> Result<Option<Caller>, Problem> {
        let found = access_token::Entity::find_by_token_hash(hash.to_vec()).one(&self.db).await?;
        let Some(token) = found.filter(is_valid) else {
            return Ok(None);
        };
        if token.last_used_at.is_none_or(|last| last < Utc::now() - LAST_USED) {
            self.used(token.id).await;
        }
        Ok(Some(Caller {
            token: token.id,
            ends: token.expires_at,
            mine: Mine { store: self.clone(), user: token.user_id },
        }))
    }

    /// Notes that a token was accepted. A request does not fail for that.
    async fn used(&self, token: Uuid) {
        let noted = async {
            let write = self.begin().await?;
            access_token::Entity::update_many()
                .col_expr(access_token::Column::LastUsedAt, Expr::value(Utc::now()))
                .filter(access_token::Column::Id.eq(token))
                .exec(&write.tx)
                .await?;
            write.tx.commit().await
        };
        if let Err(error) = noted.await {
            tracing::warn!(%error, "cannot note that a token was used");
        }
    }
}

/// Whether a token has not ended.
pub fn is_valid(token: &access_token::Model) -> bool {
    token.expires_at.is_none_or(|end| end > Utc::now())
}

/// The row of a token.
pub fn new_token(
    user: Uuid,
    label: &str,
    token: &Token,
    expires_at: Option<DateTimeUtc>,
) -> access_token::ActiveModel {
    access_token::ActiveModel {
        user_id: Set(user),
        label: Set(label.to_owned()),
        token_hash: Set(token.hash().to_vec()),
        expires_at: Set(expires_at),
        ..access_token::ActiveModel::new()
    }
}

impl Context {
    /// The token in the answer that is kept for a repeated request.
    pub fn of_kept_token(user: Uuid, row: Uuid) -> Self {
        Self { column: "idempotency_keys.token", user, row }
    }

    /// A provider's key.
    pub fn of_api_key(user: Uuid, row: Uuid) -> Self {
        Self { column: "providers.api_key", user, row }
    }
}
