//! An index that sea-query can say: columns with their order, a condition, columns that are stored
//! along.

use proc_macro2::TokenStream;
use quote::quote;
use sea_orm::sea_query::{
    Alias, ConditionalStatement as _, Expr, Index, IndexCreateStatement, IndexOrder,
};

use super::{Idens, name};

/// An index.
#[derive(Clone, Debug)]
pub(crate) struct IndexDef {
    pub table: String,
    pub name: String,
    pub unique: bool,
    /// Its columns, and whether they go down.
    pub parts: Vec<(String, bool)>,
    pub include: Vec<String>,
    pub predicate: Option<String>,
    pub nulls_not_distinct: bool,
}

impl IndexDef {
    pub(crate) fn value(&self) -> IndexCreateStatement {
        let mut index = Index::create();
        index.name(&self.name).table(name::table(&self.table));
        if self.unique {
            index.unique();
        }
        for (column, descending) in &self.parts {
            match descending {
                true => index.col((Alias::new(column), IndexOrder::Desc)),
                false => index.col(Alias::new(column)),
            };
        }
        for column in &self.include {
            index.include(Alias::new(column));
        }
        if self.nulls_not_distinct {
            index.nulls_not_distinct();
        }
        if let Some(predicate) = &self.predicate {
            index.and_where(Expr::cust(predicate.clone()));
        }
        index
    }

    pub(crate) fn code(&self, idens: &mut Idens) -> TokenStream {
        let (table, name) = (idens.table(&self.table), &self.name);
        let unique = self.unique.then(|| quote!(.unique()));
        let parts = self.parts.iter().map(|(column, descending)| {
            let column = idens.column(&self.table, column);
            if *descending {
                quote!(.col((#column, IndexOrder::Desc)))
            } else {
                quote!(.col(#column))
            }
        });
        let parts: Vec<TokenStream> = parts.collect();
        let include: Vec<TokenStream> =
            self.include.iter().map(|column| idens.column(&self.table, column)).collect();
        let predicate =
            self.predicate.as_ref().map(|predicate| quote!(.and_where(Expr::cust(#predicate))));
        let nulls = self.nulls_not_distinct.then(|| quote!(.nulls_not_distinct()));
        quote!(Index::create().name(#name).table(#table) #unique #(#parts)* #(.include(#include))* #nulls #predicate)
    }
}
