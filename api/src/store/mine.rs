//! The rows of one user. Every statement that a handler sends is scoped here, and a handler has no
//! other way to send one: the connection is private.

use chrono::{SubsecRound as _, Utc};
use sea_orm::sea_query::{IntoCondition, Order};
use sea_orm::{
    ActiveModelBehavior as _, ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait,
    DatabaseConnection, DatabaseTransaction, DbErr, IntoActiveModel as _, ModelTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};
use uuid::Uuid;

use super::{Owned, Store, Write};
use crate::problem::Problem;

/// What a user can reach.
pub struct Mine {
    pub(super) store: Store,
    pub(super) user: Uuid,
}

/// A transaction of a user.
pub struct Writing {
    user: Uuid,
    pub(super) write: Write,
}

/// Some of a user's rows.
pub struct Rows<'c, C, E: Owned> {
    conn: &'c C,
    select: Select<E>,
}

/// Which part of a list.
pub struct Page {
    /// The last row of the part before.
    pub after: Option<Uuid>,
    /// How many rows at most.
    pub limit: u64,
    /// Newest first, or oldest first.
    pub order: Order,
}

impl Mine {
    /// The user.
    pub fn user(&self) -> Uuid {
        self.user
    }

    /// The user's rows of a table that are not deleted.
    pub fn rows<E: Owned>(&self) -> Rows<'_, DatabaseConnection, E> {
        self.rows_or_deleted().alive()
    }

    /// The same, and those that were deleted and can be restored.
    pub fn rows_or_deleted<E: Owned>(&self) -> Rows<'_, DatabaseConnection, E> {
        Rows { conn: &self.store.db, select: scoped(self.user) }
    }

    /// Begins a transaction, which ends with [`Writing::commit`] or is rolled back.
    pub async fn write(&self) -> Result<Writing, Problem> {
        Ok(Writing { user: self.user, write: self.store.begin().await? })
    }
}

impl Writing {
    /// The user's rows of a table that are not deleted; what is read is locked until the end, where
    /// the backend has row locks.
    pub fn rows<E: Owned>(&self) -> Rows<'_, DatabaseTransaction, E> {
        self.rows_or_deleted().alive()
    }

    /// The same, and those that were deleted and can be restored.
    pub fn rows_or_deleted<E: Owned>(&self) -> Rows<'_, DatabaseTransaction, E> {
        Rows { conn: &self.write.tx, select: scoped::<E>(self.user).lock_exclusive() }
    }

    /// Inserts a row for the user, whatever owner the values name.
    pub async fn insert<E: Owned>(&self, mut values: E::ActiveModel) -> Result<E::Model, Problem> {
        values.set(E::OWNER, self.user.into());
        Ok(values.insert(&self.write.tx).await?)
    }

    /// Changes a row of the user. Neither its identity nor its owner can change.
    pub async fn update<E: Owned>(
        &self,
        row: E::Model,
        change: impl FnOnce(&mut E::ActiveModel),
    ) -> Result<E::Model, Problem> {
        let id = row.get(E::ID);
        let mut values = row.into_active_model();
        change(&mut values);
        values.not_set(E::OWNER);
        values.set(E::ID, id);
        let values = values.before_save(&self.write.tx, false).await?;
        let update = E::update(values).validate()?.filter(E::OWNER.eq(self.user));
        update.exec(&self.write.tx).await.map_err(|error| match error {
            DbErr::RecordNotUpdated => Problem::not_found(E::NAME),
            error => error.into(),
        })
    }

    /// Deletes a row of the user. One that can be restored is marked, and purged later.
    pub async fn delete<E: Owned>(&self, row: E::Model) -> Result<(), Problem> {
        if let Some(deleted) = E::DELETED {
            let now = Utc::now().trunc_subsecs(6);
            let mark = |values: &mut E::ActiveModel| values.set(deleted, now.into());
            return self.update::<E>(row, mark).await.map(|_| ());
        }
        let rows = E::delete_many().filter(E::OWNER.eq(self.user)).filter(E::ID.eq(E::id(&row)));
        match rows.exec(&self.write.tx).await?.rows_affected {
            0 => Err(Problem::not_found(E::NAME)),
            _ => Ok(()),
        }
    }

    /// Keeps what was written.
    pub async fn commit(self) -> Result<(), Problem> {
        Ok(self.write.tx.commit().await?)
    }
}

impl<C: ConnectionTrait, E: Owned> Rows<'_, C, E> {
    fn alive(self) -> Self {
        match E::DELETED {
            Some(deleted) => self.filter(deleted.is_null()),
            None => self,
        }
    }

    /// Fewer of them.
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        let condition: Condition = condition.into_condition();
        self.select = self.select.filter(condition);
        self
    }

    /// All of them, which are few.
    pub async fn all(self) -> Result<Vec<E::Model>, Problem> {
        Ok(self.select.all(self.conn).await?)
    }

    /// The row with this id.
    pub async fn get(self, id: Uuid) -> Result<E::Model, Problem> {
        let row = self.select.filter(E::ID.eq(id)).one(self.conn).await?;
        row.ok_or_else(|| Problem::not_found(E::NAME))
    }

    /// Part of a list, and one row more when there are more. The order is that of the ids, and so
    /// of time: a row that is inserted while a client reads page after page moves none of the
    /// others.
    pub async fn page(self, page: &Page) -> Result<Vec<E::Model>, Problem> {
        let mut select = self.select;
        if let Some(after) = page.after {
            select = select.filter(match page.order {
                Order::Desc => E::ID.lt(after),
                _ => E::ID.gt(after),
            });
        }
        Ok(select.order_by(E::ID, page.order.clone()).limit(page.limit + 1).all(self.conn).await?)
    }
}

fn scoped<E: Owned>(user: Uuid) -> Select<E> {
    E::find().filter(E::OWNER.eq(user))
}
