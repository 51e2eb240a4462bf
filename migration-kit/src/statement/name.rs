//! Tables and types by their names, as sea-query and a module's text say them.

use proc_macro2::TokenStream;
use quote::quote;
use sea_orm::sea_query::{Alias, IntoIden as _, SchemaName, TableName, TableRef, TypeRef};

use crate::schema::parts;

/// A table, with its schema where that is not the default one.
pub(super) fn table(name: &str) -> TableRef {
    let TypeRef(schema, name) = ty(name);
    TableRef::Table(TableName(schema, name), None)
}

/// A table's name alone, as RENAME TO takes it.
pub(super) fn alone(name: &str) -> Alias {
    Alias::new(parts(name).1)
}

/// A type, likewise.
pub(super) fn ty(name: &str) -> TypeRef {
    let (schema, name) = parts(name);
    let schema = schema.map(|schema| SchemaName(None, Alias::new(schema).into_iden()));
    TypeRef(schema, Alias::new(name).into_iden())
}

/// The text of the same type.
pub(super) fn ty_code(name: &str) -> TokenStream {
    match parts(name) {
        (Some(schema), name) => quote!((#schema, #name)),
        (None, name) => quote!(#name),
    }
}
