//! A table's definition, with what belongs to it.

use proc_macro2::TokenStream;
use quote::quote;
use sea_orm::sea_query::{
    Alias, Expr, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement, Index, Table,
    TableCreateStatement,
};

use super::{ColumnDef, Idens, Import, Statement, name};
use crate::Backend;
use crate::migration::Plan;
use crate::ops::{RebuildTable, with_constraints};

/// A whole table.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableDef {
    pub name: String,
    pub columns: Vec<ColumnDef>,
    /// The columns of a primary key of several; one alone is said with its column.
    pub primary_key: Vec<String>,
    pub uniques: Vec<UniqueDef>,
    pub foreign_keys: Vec<ForeignKeyDef>,
    pub checks: Vec<CheckDef>,
    /// SQLite: constraints that sea-query has no words for.
    pub constraints: Vec<String>,
    /// MySQL only; elsewhere sea-query has no words for it.
    pub comment: Option<String>,
}

/// A UNIQUE constraint of several columns, or of a name of its own.
#[derive(Clone, Debug)]
pub(crate) struct UniqueDef {
    pub name: Option<String>,
    pub columns: Vec<String>,
}

/// A CHECK constraint.
#[derive(Clone, Debug)]
pub(crate) struct CheckDef {
    pub name: Option<String>,
    pub expression: String,
}

/// A foreign key.
#[derive(Clone, Debug)]
pub(crate) struct ForeignKeyDef {
    pub name: Option<String>,
    pub columns: Vec<String>,
    pub parent: String,
    pub parent_columns: Vec<String>,
    pub on_delete: Option<ForeignKeyAction>,
    pub on_update: Option<ForeignKeyAction>,
}

impl TableDef {
    /// The statement that creates it.
    pub(crate) fn create(self, backend: Backend) -> Statement {
        if self.constraints.is_empty() {
            return Statement::CreateTable(self);
        }
        let create = backend.build(&self.value(backend)).sql;
        Statement::Sql(with_constraints(&create, &self.constraints))
    }

    pub(crate) fn value(&self, backend: Backend) -> TableCreateStatement {
        let mut table = Table::create();
        table.table(name::table(&self.name));
        for column in &self.columns {
            table.col(column.value(backend));
        }
        if !self.primary_key.is_empty() {
            let mut key = Index::create();
            for column in &self.primary_key {
                key.col(Alias::new(column));
            }
            table.primary_key(&mut key);
        }
        for unique in &self.uniques {
            let mut index = Index::create();
            index.unique();
            if let Some(name) = &unique.name {
                index.name(name);
            }
            for column in &unique.columns {
                index.col(Alias::new(column));
            }
            table.index(&mut index);
        }
        for key in &self.foreign_keys {
            table.foreign_key(&mut key.value(&self.name));
        }
        for check in &self.checks {
            let expression = Expr::cust(check.expression.clone());
            match &check.name {
                Some(name) => table.check((Alias::new(name), expression)),
                None => table.check(expression),
            };
        }
        if let Some(comment) = &self.comment {
            table.comment(comment);
        }
        table
    }

    pub(crate) fn code(&self, idens: &mut Idens) -> TokenStream {
        let name = &self.name;
        let table = idens.table(name);
        let columns: Vec<TokenStream> =
            self.columns.iter().map(|column| column.code(name, idens)).collect();
        let key: Vec<TokenStream> =
            self.primary_key.iter().map(|column| idens.column(name, column)).collect();
        let key = (!key.is_empty()).then(|| quote!(.primary_key(Index::create() #(.col(#key))*)));
        let uniques: Vec<TokenStream> = self
            .uniques
            .iter()
            .map(|unique| {
                let columns: Vec<TokenStream> =
                    unique.columns.iter().map(|column| idens.column(name, column)).collect();
                let name = unique.name.as_ref().map(|name| quote!(.name(#name)));
                quote!(.index(Index::create().unique() #name #(.col(#columns))*))
            })
            .collect();
        let keys: Vec<TokenStream> = self
            .foreign_keys
            .iter()
            .map(|key| {
                let key = key.code(name, idens);
                quote!(.foreign_key(#key))
            })
            .collect();
        let checks = self.checks.iter().map(|CheckDef { name, expression }| match name {
            Some(name) => quote!(.check((#name, Expr::cust(#expression)))),
            None => quote!(.check(Expr::cust(#expression))),
        });
        let comment = self.comment.as_ref().map(|comment| quote!(.comment(#comment)));
        quote! {
            Table::create().table(#table) #(.col(#columns))* #key #(#uniques)* #(#keys)* #(#checks)* #comment
        }
    }
}

impl ForeignKeyDef {
    pub(crate) fn value(&self, table: &str) -> ForeignKeyCreateStatement {
        let mut key = ForeignKey::create();
        if let Some(name) = &self.name {
            key.name(name);
        }
        key.from_tbl(name::table(table)).to_tbl(name::table(&self.parent));
        for column in &self.columns {
            key.from_col(Alias::new(column));
        }
        for column in &self.parent_columns {
            key.to_col(Alias::new(column));
        }
        if let Some(action) = self.on_delete {
            key.on_delete(action);
        }
        if let Some(action) = self.on_update {
            key.on_update(action);
        }
        key
    }

    pub(crate) fn code(&self, table: &str, idens: &mut Idens) -> TokenStream {
        let name = self.name.as_ref().map(|name| quote!(.name(#name)));
        let from: Vec<TokenStream> =
            self.columns.iter().map(|column| idens.column(table, column)).collect();
        let to: Vec<TokenStream> =
            self.parent_columns.iter().map(|column| idens.column(&self.parent, column)).collect();
        let (table, parent) = (idens.table(table), idens.table(&self.parent));
        let ends = match (from.as_slice(), to.as_slice()) {
            ([from], [to]) => quote!(.from(#table, #from).to(#parent, #to)),
            _ => quote!(.from_tbl(#table) #(.from_col(#from))* .to_tbl(#parent) #(.to_col(#to))*),
        };
        let on_delete = self.on_delete.map(action).map(|action| quote!(.on_delete(#action)));
        let on_update = self.on_update.map(action).map(|action| quote!(.on_update(#action)));
        quote!(ForeignKey::create() #name #ends #on_delete #on_update)
    }
}

fn action(action: ForeignKeyAction) -> TokenStream {
    match action {
        ForeignKeyAction::Restrict => quote!(ForeignKeyAction::Restrict),
        ForeignKeyAction::Cascade => quote!(ForeignKeyAction::Cascade),
        ForeignKeyAction::SetNull => quote!(ForeignKeyAction::SetNull),
        ForeignKeyAction::SetDefault => quote!(ForeignKeyAction::SetDefault),
        _ => quote!(ForeignKeyAction::NoAction),
    }
}

/// The rebuild of an SQLite table.
#[derive(Clone, Debug)]
pub(crate) struct Rebuild {
    pub table: TableDef,
    /// Columns that take the value of an expression over the old columns.
    pub filled: Vec<(String, String)>,
    pub dropped: Vec<String>,
}

impl Rebuild {
    pub(crate) fn add_to(&self, plan: &mut Plan) {
        let mut rebuild = RebuildTable::to(self.table.value(Backend::Sqlite));
        for constraint in &self.table.constraints {
            rebuild = rebuild.constraint(constraint);
        }
        for (column, value) in &self.filled {
            rebuild = rebuild.fill_column(Alias::new(column), Expr::cust(value.clone()));
        }
        for column in &self.dropped {
            rebuild = rebuild.drop_column(Alias::new(column));
        }
        plan.rebuild_table(rebuild);
    }

    pub(crate) fn code(&self, idens: &mut Idens) -> TokenStream {
        idens.uses(Import::RebuildTable);
        let name = &self.table.name;
        let table = self.table.code(idens);
        let filled: Vec<TokenStream> = self
            .filled
            .iter()
            .map(|(column, value)| {
                let column = idens.column(name, column);
                quote!(.fill_column(#column, Expr::cust(#value)))
            })
            .collect();
        let dropped: Vec<TokenStream> =
            self.dropped.iter().map(|column| idens.column(name, column)).collect();
        let constraints = &self.table.constraints;
        quote!(RebuildTable::to(#table.take()) #(.constraint(#constraints))* #(#filled)* #(.drop_column(#dropped))*)
    }
}
