//! What the routes of all resources do alike with a user's rows: list, read, change and delete them
//! as a client sees them.

use std::marker::PhantomData;

use sea_orm::sea_query::IntoCondition;
use sea_orm::{Condition, EntityTrait};
use serde::Serialize;
use uuid::Uuid;

use super::{Answer, Caller, Conditions, deleted, listed, tagged, updated};
use crate::problem::Problem;
use crate::store::{Mine, Owned, Page, Writing};

/// What a client sees of a row.
pub trait View: Serialize + From<Row<Self>> {
    /// The table of the row.
    type Entity: Owned;
}

/// The row behind a view.
pub type Row<V> = <<V as View>::Entity as EntityTrait>::Model;

/// The values of such a row that are to be stored.
type Values<V> = <<V as View>::Entity as EntityTrait>::ActiveModel;

/// Some of a user's rows.
pub struct Collection<'c, V> {
    mine: &'c Mine,
    condition: Condition,
    view: PhantomData<fn() -> V>,
}

impl Caller {
    /// All the rows of the caller.
    pub fn all<V: View>(&self) -> Collection<'_, V> {
        Collection { mine: &self.mine, condition: Condition::all(), view: PhantomData }
    }
}

impl<V: View> Collection<'_, V> {
    /// Those of them that meet a condition.
    pub fn within(self, condition: impl IntoCondition) -> Self {
        Self { condition: self.condition.add(condition.into_condition()), ..self }
    }

    /// Part of the list.
    pub async fn list(self, page: &Page) -> Answer {
        let rows = self.mine.rows::<V::Entity>().filter(self.condition).page(page).await?;
        Ok(listed::<V>(rows, page))
    }

    /// The row with this id, or 304 when the client has it.
    pub async fn read(self, id: Uuid, conditions: &Conditions) -> Answer {
        let row = self.mine.rows::<V::Entity>().filter(self.condition).get(id).await?;
        tagged(&V::from(row), conditions)
    }

    /// Changes the row with this id, if it is as the client has seen it.
    pub async fn update(
        self,
        id: Uuid,
        conditions: &Conditions,
        change: impl FnOnce(&mut Values<V>),
    ) -> Answer {
        let writing = self.mine.write().await?;
        let row = self.seen(&writing, id, conditions).await?;
        let row = writing.update::<V::Entity>(row, change).await?;
        writing.commit().await?;
        updated(&V::from(row))
    }

    /// Deletes the row with this id, if it is as the client has seen it.
    pub async fn delete(self, id: Uuid, conditions: &Conditions) -> Answer {
        let writing = self.mine.write().await?;
        let row = self.seen(&writing, id, conditions).await?;
        writing.delete::<V::Entity>(row).await?;
        writing.commit().await?;
        Ok(deleted())
    }

    /// The row with this id, locked, and as the client has seen it.
    async fn seen(
        self,
        writing: &Writing,
        id: Uuid,
        conditions: &Conditions,
    ) -> Result<Row<V>, Problem> {
        let row = writing.rows::<V::Entity>().filter(self.condition).get(id).await?;
        conditions.allow(&V::from(row.clone()))?;
        Ok(row)
    }
}
