//! What a column's type and default mean, so that a migration can say them in sea-query's words on
//! every backend.
//!
//! A catalog has its own words: `character varying(255)`, `varchar(255)`. The other way is known
//! for certain: what sea-query writes for a type and how the catalog tells it afterwards. So a
//! meaning is looked for among sea-query's types, the entity's own first, until one reads like the
//! column on every backend; what is none of them keeps the backend's words.

use std::collections::BTreeMap;

use sea_orm::sea_query::{ColumnType, StringLen};

use super::{Column, Schema};
use crate::Backend;
use crate::dialect::enums::{self, Kept};
use crate::dialect::{text, types};
use crate::names::{canonical, qualified};

/// What a column's type is to sea-query.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// One of its types, made portable by [`crate::types`].
    Type(ColumnType),
    /// An enum: a type of its own on PostgreSQL, a list of values elsewhere.
    Enum {
        /// The type's name, as in [`Schema::enums`].
        name: String,
        /// The values, in their order.
        values: Vec<String>,
    },
}

/// The types that the entities say, by table and column.
pub type ColumnTypes = BTreeMap<(String, String), ColumnType>;

/// Finds the meaning of every column of a schema that was read on several backends.
pub fn resolve(sides: &mut [(Backend, &mut Schema)], types: &ColumnTypes) {
    let mut columns: BTreeMap<(String, String), Vec<(Backend, Read)>> = BTreeMap::new();
    for (backend, schema) in sides.iter() {
        for (name, table) in &schema.tables {
            for column in &table.columns {
                let read = Read::of(*backend, schema, table, column);
                columns
                    .entry((name.clone(), column.name.clone()))
                    .or_default()
                    .push((*backend, read));
            }
        }
    }
    for ((table, name), reads) in columns {
        let hint = types.get(&(table.clone(), name.clone()));
        for (backend, schema) in sides.iter_mut() {
            let column = schema.tables.get_mut(&table).and_then(|table| table.column_mut(&name));
            if let Some(column) = column {
                column.meaning = meaning(*backend, &name, &reads, hint);
            }
        }
    }
}

/// What one backend says of a column's type.
#[derive(Clone, Debug)]
enum Read {
    Text(String),
    /// With the type's name, where the backend has one.
    Enum(Option<String>, Vec<String>),
}

impl Read {
    fn of(backend: Backend, schema: &Schema, table: &super::Table, column: &Column) -> Self {
        let values = match enums::of(backend).kept() {
            Kept::OwnType => {
                let name = canonical(&column.ty);
                schema.enums.get(&name).map(|values| (Some(name), values.clone()))
            }
            Kept::ColumnType => column
                .ty
                .strip_prefix("enum(")
                .and_then(|rest| texts(backend, rest.strip_suffix(')')?))
                .map(|values| (None, values)),
            Kept::Check => table.enum_check(&column.name).map(|(_, values)| (None, values)),
        };
        match values {
            Some((name, values)) => Self::Enum(name, values),
            None => Self::Text(column.ty.clone()),
        }
    }
}

fn meaning(
    backend: Backend,
    column: &str,
    reads: &[(Backend, Read)],
    hint: Option<&ColumnType>,
) -> Option<Meaning> {
    let own = reads.iter().find(|(of, _)| *of == backend).map(|(_, read)| read)?;
    match own {
        Read::Enum(name, values) => {
            let named =
                |read: &Read| if let Read::Enum(name, _) = read { name.clone() } else { None };
            let hinted = match hint {
                Some(ColumnType::Enum { name, .. }) => Some(qualified(None, &name.to_string())),
                _ => None,
            };
            let name =
                name.clone().or_else(|| reads.iter().find_map(|(_, read)| named(read))).or(hinted);
            return Some(Meaning::Enum {
                name: name.unwrap_or_else(|| qualified(None, column)),
                values: values.clone(),
            });
        }
        Read::Text(_) => {}
    }
    let fits = |ty: &ColumnType, backend: Backend, read: &Read| match read {
        Read::Text(text) => {
            catalog_text(backend, ty).as_deref() == Some(types::of(backend).plain(text).as_str())
        }
        Read::Enum(..) => false,
    };
    let fits_all = |ty: &ColumnType| reads.iter().all(|(backend, read)| fits(ty, *backend, read));
    let hint = hint.filter(|ty| !matches!(ty, ColumnType::Enum { .. } | ColumnType::Custom(_)));
    // Most often the entity's own type is it, and nothing else has to be tried.
    if let Some(ty) = hint.filter(|ty| fits_all(ty)) {
        return Some(Meaning::Type(ty.clone()));
    }
    let texts = reads.iter().flat_map(|(_, read)| match read {
        Read::Text(text) => palette(text),
        Read::Enum(..) => Vec::new(),
    });
    let candidates: Vec<ColumnType> =
        hint.cloned().into_iter().chain(texts).filter(|ty| fits(ty, backend, own)).collect();
    let everywhere = candidates.iter().find(|ty| fits_all(ty));
    everywhere.or(candidates.first()).cloned().map(Meaning::Type)
}

/// The types that a text of a catalog could stand for, likely ones first.
fn palette(text: &str) -> Vec<ColumnType> {
    use ColumnType as T;
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    let mut types = vec![
        T::Integer,
        T::BigInteger,
        T::SmallInteger,
        T::TinyInteger,
        T::Unsigned,
        T::BigUnsigned,
        T::SmallUnsigned,
        T::TinyUnsigned,
        T::Boolean,
        T::Text,
        T::TimestampWithTimeZone,
        T::Timestamp,
        T::DateTime,
        T::Date,
        T::Time,
        T::Year,
        T::Uuid,
        T::JsonBinary,
        T::Json,
        T::Double,
        T::Float,
        T::Decimal(None),
        T::Money(None),
        T::Blob,
        T::VarBinary(StringLen::None),
        T::String(StringLen::None),
        T::Char(None),
        T::Bit(None),
        T::Interval(None, None),
        T::Cidr,
        T::Inet,
        T::MacAddr,
        T::LTree,
    ];
    match numbers.as_slice() {
        [n] => types.extend([
            T::String(StringLen::N(*n)),
            T::Char(Some(*n)),
            T::Binary(*n),
            T::VarBinary(StringLen::N(*n)),
            T::Bit(Some(*n)),
            T::VarBit(*n),
        ]),
        [p, s] => types.extend([T::Decimal(Some((*p, *s))), T::Money(Some((*p, *s)))]),
        _ => {}
    }
    types
}

/// How a catalog tells a column that sea-query has made of that type; none where the backend has no
/// such type.
pub(crate) fn catalog_text(backend: Backend, ty: &ColumnType) -> Option<String> {
    types::of(backend).catalog_text(ty)
}

/// The texts of a list of quoted literals; none when there is anything else in it.
pub(crate) fn texts(backend: Backend, list: &str) -> Option<Vec<String>> {
    let escapes = text::of(backend).lexical().backslashes;
    let mut values = Vec::new();
    let mut chars = list.trim().chars().peekable();
    loop {
        if chars.next()? != '\'' {
            return None;
        }
        let mut value = String::new();
        loop {
            match chars.next()? {
                '\'' if chars.next_if_eq(&'\'').is_some() => value.push('\''),
                '\'' => break,
                '\\' if escapes => value.push(match chars.next()? {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    '0' => '\0',
                    'Z' => '\u{1a}',
                    'b' => '\u{8}',
                    other => other,
                }),
                c => value.push(c),
            }
        }
        values.push(value);
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        match chars.next() {
            None => return Some(values),
            Some(',') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            Some(_) => return None,
        }
    }
}
