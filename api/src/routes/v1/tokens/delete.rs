//! `DELETE /v1/tokens/{token_id}`.

use entity::{access_token, user};
use sea_orm::ColumnTrait as _;
use uuid::Uuid;

use crate::http::{Answer, Caller, Ids, deleted};
use crate::problem::{Kind, Problem, Revoking};
use crate::store::is_valid;

/// Revoke a token, from the next request on
///
/// The last one that does not end stays: only the account is deleted with it.
#[utoipa::path(
    delete,
    path = "/tokens/{token_id}",
    responses((status = 204), Revoking)
)]
pub async fn delete(caller: Caller, Ids(id): Ids<Uuid>) -> Answer {
    let writing = caller.mine.write().await?;
    // One after the other: of two tokens that revoke each other one stays.
    writing.rows::<user::Entity>().get(caller.mine.user()).await?;
    let tokens = writing.rows::<access_token::Entity>();
    let others = tokens.filter(access_token::Column::Id.ne(id)).all().await?;
    let token = writing.rows::<access_token::Entity>().get(id).await?;
    if is_last(&token, &others) {
        let detail = "Without this token nobody could make another one. Make one that does not end first, or delete the account.";
        return Err(Problem::new(Kind::Conflict).detail(detail));
    }
    writing.delete::<access_token::Entity>(token).await?;
    writing.commit().await?;
    Ok(deleted())
}

/// Whether the owner would be locked out without this token: once the others have ended, at the
/// latest.
fn is_last(token: &access_token::Model, others: &[access_token::Model]) -> bool {
    let mut others = others.iter().filter(|other| is_valid(other));
    is_valid(token)
        && match token.expires_at {
            None => !others.any(|other| other.expires_at.is_none()),
            Some(_) => others.next().is_none(),
        }
}
