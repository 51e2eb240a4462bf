//! What a column's default means: in goes the catalog's text, out comes a value that is the same on
//! every backend, or an expression.

use sea_orm::sea_query::ColumnType;

use super::meaning::texts;
use super::{Column, Meaning};
use crate::Backend;
use crate::dialect::types;

/// A default, told apart as far as it is the same on every backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Default {
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A truth value.
    Bool(bool),
    /// The current time in the precision of the column ([`now`](crate::types::now)).
    Now,
    /// An expression in the backend's words.
    Expression(String),
}

impl Column {
    /// The default, told apart.
    pub fn default_value(&self, backend: Backend) -> Option<Default> {
        let default = self.default.as_ref()?;
        let text = default.as_str();
        let expression = || Default::Expression(default.inner().to_owned());
        let ty = match &self.meaning {
            Some(Meaning::Type(ty)) => Some(ty),
            Some(Meaning::Enum { .. }) => None,
            None => return Some(expression()),
        };
        let dialect = types::of(backend);
        let literal = dialect.without_cast(text);
        if dialect.is_current_time(default) && matches!(ty, Some(ColumnType::TimestampWithTimeZone))
        {
            return Some(Default::Now);
        }
        let is_number = literal.len() < text.len() && ty.is_some_and(is_numeric);
        let number = |text: &str| text.replace(' ', "").parse::<i64>().ok();
        Some(match texts(backend, literal).as_deref() {
            Some([value]) if is_number && number(value).is_some() => {
                number(value).map_or_else(expression, Default::Int)
            }
            Some([value]) if ty.is_none_or(is_text) => Default::Text(value.clone()),
            _ => match (ty, text.to_lowercase().as_str()) {
                (Some(ColumnType::Boolean), "true" | "1") => Default::Bool(true),
                (Some(ColumnType::Boolean), "false" | "0") => Default::Bool(false),
                _ => number(text).map_or_else(expression, Default::Int),
            },
        })
    }
}

/// A bit string of digits, and an enum's value of digits, are no numbers.
fn is_numeric(ty: &ColumnType) -> bool {
    use ColumnType as T;
    matches!(
        ty,
        T::TinyInteger
            | T::SmallInteger
            | T::Integer
            | T::BigInteger
            | T::TinyUnsigned
            | T::SmallUnsigned
            | T::Unsigned
            | T::BigUnsigned
            | T::Float
            | T::Double
            | T::Decimal(_)
    )
}

fn is_text(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::Text | ColumnType::String(_) | ColumnType::Char(_))
}
