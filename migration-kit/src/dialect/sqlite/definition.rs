//! What stands in the definition of a table and its columns.

use crate::dialect::Sqlite;
use crate::dialect::definition::{Comments, Definition};
use crate::schema::{Check, Column, DefaultValue, Identity, Table};

impl Definition for Sqlite {
    fn comments(&self) -> Comments {
        Comments::Nowhere
    }

    fn computed_takes_null(&self) -> bool {
        false
    }

    fn serial(&self, _: &Column) -> Option<&'static str> {
        None
    }

    fn identity(&self, _: Identity, _: &Column) -> Option<String> {
        None
    }

    /// It makes up none.
    fn makes_up(&self, _: &str, _: (&str, &Table), _: &Check) -> bool {
        false
    }

    fn parent_may_be_elsewhere(&self) -> bool {
        true
    }

    fn default_in_words(&self, column: &Column, value: DefaultValue) -> DefaultValue {
        let Some(text) = column.default.as_ref().map(|default| default.inner()) else {
            return value;
        };
        let is_same = match &value {
            DefaultValue::Bool(truth) => text == truth.to_string().to_uppercase(),
            DefaultValue::Int(number) => text.replace(' ', "") == number.to_string(),
            _ => true,
        };
        if is_same { value } else { DefaultValue::Expression(text.to_owned()) }
    }

    fn restricts_by_default(&self) -> bool {
        false
    }
}
