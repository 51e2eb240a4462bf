//! A column's definition.

use proc_macro2::TokenStream;
use quote::quote;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Alias, ColumnDef as SeaColumnDef, ColumnType, Expr, StringLen};

use super::name::{ty as ty_of, ty_code};
use super::{Idens, Import};
use crate::schema::{DefaultValue, Meaning};
use crate::types;

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
    Known(Meaning),
    /// In the backend's words.
    Native(String),
}

impl ColumnDef {
    pub(crate) fn value(&self, backend: DbBackend) -> SeaColumnDef {
        let name = Alias::new(&self.name);
        let mut column = match &self.ty {
            Ty::Known(Meaning::Enum { name: ty, values }) => {
                types::enumeration(backend, name, ty_of(ty), values.iter().map(String::as_str))
            }
            Ty::Known(Meaning::Type(ty)) => {
                SeaColumnDef::new_with_type(name, types::portable(backend, ty.clone()))
            }
            Ty::Native(text) => SeaColumnDef::new_with_type(name, ColumnType::custom(text.clone())),
        };
        if self.generated.is_none() {
            if self.nullable {
                column.null()
            } else {
                column.not_null()
            };
        } else if !self.nullable {
            column.not_null();
        }
        match &self.default {
            Some(DefaultValue::Text(text)) => _ = column.default(text.as_str()),
            Some(DefaultValue::Int(number)) => _ = column.default(*number),
            Some(DefaultValue::Bool(truth)) => _ = column.default(*truth),
            Some(DefaultValue::Now) => _ = column.default(types::now(backend)),
            Some(DefaultValue::Expression(text)) => _ = column.default(Expr::cust(text.clone())),
            None => {}
        }
        if let Some((expression, stored)) = &self.generated {
            column.generated(Expr::cust(expression.clone()), *stored);
        }
        if self.primary_key {
            column.primary_key();
        }
        if self.auto_increment {
            column.auto_increment();
        }
        if self.unique {
            column.unique_key();
        }
        if let Some(check) = &self.check {
            column.check(Expr::cust(check.clone()));
        }
        if let Some(comment) = &self.comment {
            column.comment(comment);
        }
        if let Some(extra) = &self.extra {
            column.extra(extra);
        }
        column
    }

    pub(crate) fn code(&self, table: &str, idens: &mut Idens) -> TokenStream {
        let name = idens.column(table, &self.name);
        let mut code = match &self.ty {
            Ty::Known(Meaning::Enum { name: ty, values }) => {
                idens.uses(Import::Types);
                let ty = ty_code(ty);
                quote!(types::enumeration(plan.backend(), #name, #ty, [#(#values),*]))
            }
            Ty::Known(Meaning::Type(ColumnType::Text)) => {
                idens.uses(Import::Types);
                quote!(types::text(plan.backend(), #name))
            }
            Ty::Known(Meaning::Type(ColumnType::TimestampWithTimeZone)) => {
                idens.uses(Import::Types);
                quote!(types::timestamp(plan.backend(), #name))
            }
            Ty::Known(Meaning::Type(ty)) => match method(ty) {
                Some(method) => quote!(ColumnDef::new(#name).#method),
                None => {
                    let ty = column_type(ty);
                    quote!(ColumnDef::new_with_type(#name, #ty))
                }
            },
            Ty::Native(text) => quote!(ColumnDef::new(#name).custom(#text)),
        };
        let mut add = |part: TokenStream| code.extend(part);
        match (self.generated.is_none(), self.nullable) {
            (_, false) => add(quote!(.not_null())),
            (true, true) => add(quote!(.null())),
            (false, true) => {}
        }
        match &self.default {
            Some(DefaultValue::Text(text)) => add(quote!(.default(#text))),
            Some(DefaultValue::Int(number)) => {
                let number = proc_macro2::Literal::i64_unsuffixed(*number);
                add(quote!(.default(#number)));
            }
            Some(DefaultValue::Bool(truth)) => add(quote!(.default(#truth))),
            Some(DefaultValue::Now) => {
                idens.uses(Import::Types);
                add(quote!(.default(types::now(plan.backend()))));
            }
            Some(DefaultValue::Expression(text)) => add(quote!(.default(Expr::cust(#text)))),
            None => {}
        }
        if let Some((expression, stored)) = &self.generated {
            add(quote!(.generated(Expr::cust(#expression), #stored)));
        }
        if self.primary_key {
            add(quote!(.primary_key()));
        }
        if self.auto_increment {
            add(quote!(.auto_increment()));
        }
        if self.unique {
            add(quote!(.unique_key()));
        }
        if let Some(check) = &self.check {
            add(quote!(.check(Expr::cust(#check))));
        }
        if let Some(comment) = &self.comment {
            add(quote!(.comment(#comment)));
        }
        if let Some(extra) = &self.extra {
            add(quote!(.extra(#extra)));
        }
        code
    }
}

/// The method of sea-query's `ColumnDef` that sets a type; none for the few that have none.
fn method(ty: &ColumnType) -> Option<TokenStream> {
    Some(match ty {
        ColumnType::Char(None) => quote!(char()),
        ColumnType::Char(Some(n)) => with("char_len", &[*n]),
        ColumnType::String(StringLen::None) => quote!(string()),
        ColumnType::String(StringLen::N(n)) => with("string_len", &[*n]),
        ColumnType::Blob => quote!(blob()),
        ColumnType::TinyInteger => quote!(tiny_integer()),
        ColumnType::SmallInteger => quote!(small_integer()),
        ColumnType::Integer => quote!(integer()),
        ColumnType::BigInteger => quote!(big_integer()),
        ColumnType::TinyUnsigned => quote!(tiny_unsigned()),
        ColumnType::SmallUnsigned => quote!(small_unsigned()),
        ColumnType::Unsigned => quote!(unsigned()),
        ColumnType::BigUnsigned => quote!(big_unsigned()),
        ColumnType::Float => quote!(float()),
        ColumnType::Double => quote!(double()),
        ColumnType::Decimal(None) => quote!(decimal()),
        ColumnType::Decimal(Some((p, s))) => with("decimal_len", &[*p, *s]),
        ColumnType::DateTime => quote!(date_time()),
        ColumnType::Timestamp => quote!(timestamp()),
        ColumnType::Time => quote!(time()),
        ColumnType::Date => quote!(date()),
        ColumnType::Year => quote!(year()),
        ColumnType::Binary(n) => with("binary_len", &[*n]),
        ColumnType::VarBinary(StringLen::N(n)) => with("var_binary", &[*n]),
        ColumnType::Boolean => quote!(boolean()),
        ColumnType::Money(None) => quote!(money()),
        ColumnType::Money(Some((p, s))) => with("money_len", &[*p, *s]),
        ColumnType::Json => quote!(json()),
        ColumnType::JsonBinary => quote!(json_binary()),
        ColumnType::Uuid => quote!(uuid()),
        ColumnType::Cidr => quote!(cidr()),
        ColumnType::Inet => quote!(inet()),
        ColumnType::MacAddr => quote!(mac_address()),
        ColumnType::LTree => quote!(ltree()),
        ColumnType::VarBit(n) => with("varbit", &[*n]),
        ColumnType::Bit(Some(n)) => {
            let n = proc_macro2::Literal::u32_unsuffixed(*n);
            quote!(bit(Some(#n)))
        }
        ColumnType::Bit(None) => quote!(bit(None)),
        ColumnType::Interval(None, None) => quote!(interval(None, None)),
        ColumnType::Array(element) => {
            let element = column_type(element);
            quote!(array(#element))
        }
        _ => return None,
    })
}

fn with(method: &str, numbers: &[u32]) -> TokenStream {
    let method = quote::format_ident!("{method}");
    let numbers = numbers.iter().map(|number| proc_macro2::Literal::u32_unsuffixed(*number));
    quote!(#method(#(#numbers),*))
}

/// A type that stands by itself, such as an array's element.
fn column_type(ty: &ColumnType) -> TokenStream {
    match ty {
        ColumnType::String(StringLen::None) => quote!(ColumnType::String(StringLen::None)),
        ColumnType::String(StringLen::N(n)) => {
            let n = proc_macro2::Literal::u32_unsuffixed(*n);
            quote!(ColumnType::String(StringLen::N(#n)))
        }
        ColumnType::String(StringLen::Max) => quote!(ColumnType::String(StringLen::Max)),
        ColumnType::VarBinary(StringLen::Max) => quote!(ColumnType::VarBinary(StringLen::Max)),
        ColumnType::VarBinary(_) => quote!(ColumnType::VarBinary(StringLen::None)),
        ColumnType::Decimal(Some((p, s))) => {
            let (p, s) = (proc_macro2::Literal::u32_unsuffixed(*p), proc_macro2::Literal::u32_unsuffixed(*s));
            quote!(ColumnType::Decimal(Some((#p, #s))))
        }
        other => {
            // The rest have no arguments that a step would need, and are called what `Debug` says.
            let name = format!("{other:?}");
            let tokens: TokenStream = name.parse().unwrap_or_else(|_| quote!(Text));
            quote!(ColumnType::#tokens)
        }
    }
}
