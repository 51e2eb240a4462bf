//! Values as they stand in the text of a statement.

use sea_orm::sea_query::{QueryBuilder, Value};

pub(crate) trait Literal {
    /// A text, or NULL.
    fn text(&self, text: Option<&str>) -> String;
}

/// A text as that builder writes it.
pub(super) fn written(text: Option<&str>, builder: &impl QueryBuilder) -> String {
    builder.value_to_string(&Value::String(text.map(str::to_owned)))
}

super::of!(Literal);
