//! `DELETE /v1/users/{user_id}`.
#![expect(unused_qualifications, reason = "utoipa repeats the types of the extractors")]

use entity::user;
use garde::Validate;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::User;
use crate::http::{Answer, Caller, Conditions, Ids, Query, deleted};
use crate::problem::{Deleting, Problem};

/// What keeps an account from being deleted by mistake.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Confirmation {
    /// The account's e-mail address. A token that ends deletes the account only with it.
    #[garde(skip)]
    confirm: Option<String>,
}

/// Delete oneself, with all tokens, providers, chats and messages
///
/// A token that ends is one that was lent, and needs a confirmation.
#[utoipa::path(
    delete,
    path = "/users/{user_id}",
    params(Confirmation),
    responses((status = 204), Deleting)
)]
pub async fn delete(
    caller: Caller,
    Ids(id): Ids<Uuid>,
    conditions: Conditions,
    Query(confirmation): Query<Confirmation>,
) -> Answer {
    let writing = caller.mine.write().await?;
    let user = writing.rows::<user::Entity>().get(id).await?;
    let is_confirmed = match &confirmation.confirm {
        Some(email) => email.to_lowercase() == user.email,
        None => caller.ends.is_none(),
    };
    if !is_confirmed {
        return Err(Problem::invalid("confirm", "is not the account's e-mail address"));
    }
    conditions.allow(&User::from(user.clone()))?;
    writing.delete::<user::Entity>(user).await?;
    writing.commit().await?;
    Ok(deleted())
}
