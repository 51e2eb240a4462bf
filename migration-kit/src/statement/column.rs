//! A column's definition.

use proc_macro2::TokenStream;
use sea_orm::sea_query::{ColumnDef as SeaColumnDef, ColumnType, StringLen};

use super::Idens;
use super::form::{Form, Sql, Text, TypeName, Value};
use super::ty::Type;
use crate::Backend;
use crate::schema::{DefaultValue, Meaning};

/// What a statement says of a column.
#[derive(Clone, Debug)]
pub(crate) struct ColumnDef {
    pub name: String,
    pub ty: Ty,
    pub nullable: bool,
    pub default: Option<DefaultValue>,
    pub auto_increment: bool,
    pub primary_key: bool,
    pub unique: bool,
    /// The expression, and whether it is stored.
    pub generated: Option<(String, bool)>,
    /// MariaDB: a check that belongs to the column.
    pub check: Option<String>,
    pub comment: Option<String>,
    /// What comes last, in the backend's words: a collation, an identity.
    pub extra: Option<String>,
}

/// A column's type.
#[derive(Clone, Debug)]
pub(crate) enum Ty {
    Enum {
        /// The type's name, as in [`Schema::enums`](crate::schema::Schema::enums).
        name: String,
        values: Vec<String>,
    },
    /// One of sea-query's, and what the backend calls it.
    Known(ColumnType, String),
    /// In the backend's words.
    Native(String),
}

impl Ty {
    /// The type of a column of which that is known, and which the backend calls so.
    pub(crate) fn of(meaning: Option<&Meaning>, words: &str) -> Self {
        match meaning {
            Some(Meaning::Enum { name, values }) => {
                Self::Enum { name: name.clone(), values: values.clone() }
            }
            Some(Meaning::Type(ty)) => Self::Known(ty.clone(), words.to_owned()),
            None => Self::Native(words.to_owned()),
        }
    }

    /// Says it of a column.
    fn write(&self, to: &mut impl Form) {
        match self {
            Self::Enum { name, values } => to.enumeration(TypeName(name), values),
            Self::Known(ty, words) => write_type(ty, words, to),
            Self::Native(words) => to.custom(words),
        }
    }
}

impl ColumnDef {
    /// The definition as sea-query's builder has it.
    pub(crate) fn value(&self, backend: Backend) -> SeaColumnDef {
        let mut value = Value::new(backend, &self.name);
        self.write(&mut value);
        value.into_column()
    }

    /// The Rust text that builds the same.
    pub(crate) fn code(&self, table: &str, idens: &mut Idens) -> TokenStream {
        let mut text = Text::new(idens, table, &self.name);
        self.write(&mut text);
        text.into_code()
    }

    fn write(&self, to: &mut impl Form) {
        self.ty.write(to);
        match (self.generated.is_none(), self.nullable) {
            (_, false) => to.not_null(),
            (true, true) => to.null(),
            (false, true) => {}
        }
        if let Some(default) = &self.default {
            to.default(default);
        }
        if let Some((expression, stored)) = &self.generated {
            to.generated(Sql(expression), *stored);
        }
        if self.primary_key {
            to.primary_key();
        }
        if self.auto_increment {
            to.auto_increment();
        }
        if self.unique {
            to.unique_key();
        }
        match &self.check {
            Some(check) => self.write_check(check, to),
            None => {
                if let Some(comment) = &self.comment {
                    to.comment(comment);
                }
                if let Some(extra) = &self.extra {
                    to.extra(extra);
                }
            }
        }
    }

    /// MariaDB takes nothing behind the check of a column, in front of which sea-query writes no
    /// comment.
    fn write_check(&self, check: &str, to: &mut impl Form) {
        let quote = |comment: &String| {
            format!("COMMENT {}", super::Sql(Backend::MySql).text(Some(comment)))
        };
        let before: Vec<String> =
            self.extra.iter().cloned().chain(self.comment.as_ref().map(quote)).collect();
        match before.is_empty() {
            true => to.check(Sql(check)),
            false => to.extra(&format!("{} CHECK ({check})", before.join(" "))),
        }
    }
}

/// Says one of sea-query's types by the method that sets it, and else as a whole. `words` are what
/// the backend calls it.
fn write_type(ty: &ColumnType, words: &str, to: &mut impl Form) {
    match ty {
        ColumnType::Text => to.portable_text(),
        ColumnType::TimestampWithTimeZone => to.portable_timestamp(),
        ColumnType::Char(None) => to.char(),
        ColumnType::Char(Some(length)) => to.char_len(*length),
        ColumnType::String(StringLen::None) => to.string(),
        ColumnType::String(StringLen::N(length)) => to.string_len(*length),
        ColumnType::Blob => to.blob(),
        ColumnType::TinyInteger => to.tiny_integer(),
        ColumnType::SmallInteger => to.small_integer(),
        ColumnType::Integer => to.integer(),
        ColumnType::BigInteger => to.big_integer(),
        ColumnType::TinyUnsigned => to.tiny_unsigned(),
        ColumnType::SmallUnsigned => to.small_unsigned(),
        ColumnType::Unsigned => to.unsigned(),
        ColumnType::BigUnsigned => to.big_unsigned(),
        ColumnType::Float => to.float(),
        ColumnType::Double => to.double(),
        ColumnType::Decimal(None) => to.decimal(),
        ColumnType::Decimal(Some((precision, scale))) => to.decimal_len(*precision, *scale),
        ColumnType::DateTime => to.date_time(),
        ColumnType::Timestamp => to.timestamp(),
        ColumnType::Time => to.time(),
        ColumnType::Date => to.date(),
        ColumnType::Year => to.year(),
        ColumnType::Binary(length) => to.binary_len(*length),
        ColumnType::VarBinary(StringLen::N(length)) => to.var_binary(*length),
        ColumnType::Bit(length) => to.bit(*length),
        ColumnType::VarBit(length) => to.varbit(*length),
        ColumnType::Boolean => to.boolean(),
        ColumnType::Money(None) => to.money(),
        ColumnType::Money(Some((precision, scale))) => to.money_len(*precision, *scale),
        ColumnType::Json => to.json(),
        ColumnType::JsonBinary => to.json_binary(),
        ColumnType::Uuid => to.uuid(),
        ColumnType::Cidr => to.cidr(),
        ColumnType::Inet => to.inet(),
        ColumnType::MacAddr => to.mac_address(),
        ColumnType::LTree => to.ltree(),
        ColumnType::Array(element) => match Type::of(element) {
            Some(element) => to.array(element),
            None => to.custom(words),
        },
        other => match Type::of(other) {
            Some(other) => to.new_with_type(other),
            None => to.custom(words),
        },
    }
}
