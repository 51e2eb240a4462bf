//! Changes of tables in use: the calls of a plan that take the online form where it matters.

use proc_macro2::TokenStream;
use quote::quote;
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Table};

use super::{ColumnDef, ForeignKeyDef, Idens, Import, IndexDef, name};
use crate::migration::Plan;
use crate::ops::Backfill;

/// A change of a table in use.
#[derive(Clone, Debug)]
pub(crate) enum Online {
    CreateIndex(IndexDef),
    /// An index that sea-query has no words for, as the plain statement.
    CreateIndexSql(String),
    DropIndex {
        table: String,
        name: String,
    },
    AddForeignKey {
        table: String,
        key: ForeignKeyDef,
    },
    /// A constraint that sea-query has no words for.
    AddConstraint {
        table: String,
        name: String,
        definition: String,
    },
    AddCheck {
        table: String,
        name: String,
        expression: String,
    },
    AddUnique {
        table: String,
        name: String,
        columns: Vec<String>,
    },
    /// The index with which a primary key will come.
    BuildPrimaryKey {
        table: String,
        name: String,
        columns: Vec<String>,
    },
    SetPrimaryKey {
        table: String,
        old: String,
        name: String,
        columns: Vec<String>,
    },
    DropPrimaryKey {
        table: String,
        name: String,
    },
    DropForeignKey {
        table: String,
        name: String,
    },
    DropCheck {
        table: String,
        name: String,
    },
    DropUnique {
        table: String,
        name: String,
    },
    /// What is over in a moment, or lets others write, and changes nothing when it is done once
    /// more.
    Sql(String),
    SetNotNull {
        table: String,
        column: String,
    },
    DropNotNull {
        table: String,
        column: String,
    },
    /// Rows without a value in the column get one; only those that have one in another column,
    /// where that is named.
    Backfill {
        table: String,
        column: String,
        value: String,
        only_with: Option<String>,
    },
    AddColumn {
        table: String,
        column: ColumnDef,
    },
    ModifyColumn {
        table: String,
        column: ColumnDef,
    },
    DropColumn {
        table: String,
        column: String,
    },
}

impl Online {
    /// Adds it to a plan of its backend.
    pub(crate) fn add_to(&self, plan: &mut Plan) {
        let backend = plan.on_backend();
        match self {
            Self::CreateIndex(index) => _ = plan.create_index_online(&index.value()),
            Self::CreateIndexSql(sql) => _ = plan.create_written_index_online(sql.clone()),
            Self::DropIndex { table, name } => _ = plan.drop_index_online(name::table(table), name),
            Self::AddForeignKey { table, key } => {
                _ = plan.add_foreign_key_online(&key.value(table))
            }
            Self::AddConstraint { table, name, definition } => {
                _ = plan.add_constraint_online(name::table(table), name, definition);
            }
            Self::AddCheck { table, name, expression } => {
                _ = plan.add_check_online(name::table(table), name, expression);
            }
            Self::AddUnique { table, name, columns } => {
                _ = plan.add_unique_online(
                    name::table(table),
                    name,
                    columns.iter().map(Alias::new),
                );
            }
            Self::BuildPrimaryKey { table, name, columns } => {
                _ = plan.build_primary_key_online(
                    name::table(table),
                    name,
                    columns.iter().map(Alias::new),
                );
            }
            Self::SetPrimaryKey { table, old, name, columns } => {
                let columns = columns.iter().map(Alias::new);
                _ = plan.set_primary_key_online(name::table(table), old, name, columns);
            }
            Self::DropPrimaryKey { table, name } => {
                _ = plan.drop_primary_key_online(name::table(table), name);
            }
            Self::DropForeignKey { table, name } => {
                _ = plan.drop_foreign_key_online(name::table(table), name);
            }
            Self::DropCheck { table, name } => _ = plan.drop_check_online(name::table(table), name),
            Self::DropUnique { table, name } => {
                _ = plan.drop_unique_online(name::table(table), name)
            }
            Self::Sql(sql) => _ = plan.add_written_online(sql.clone()),
            Self::SetNotNull { table, column } => {
                _ = plan.set_not_null_online(name::table(table), Alias::new(column));
            }
            Self::DropNotNull { table, column } => {
                _ = plan.drop_not_null_online(name::table(table), Alias::new(column));
            }
            Self::Backfill { table, column, value, only_with } => {
                let backfill = Backfill::of(name::table(table));
                let backfill = backfill.set(Alias::new(column), Expr::cust(value.clone()));
                _ = plan.backfill(match only_with {
                    Some(other) => backfill.only(Expr::col(Alias::new(other)).is_not_null()),
                    None => backfill,
                });
            }
            Self::AddColumn { table, column } => {
                let mut alter = Table::alter();
                _ = plan.alter_online(
                    alter.table(name::table(table)).add_column(column.value(backend)),
                );
            }
            Self::ModifyColumn { table, column } => {
                let mut alter = Table::alter();
                _ = plan.alter_online(
                    alter.table(name::table(table)).modify_column(column.value(backend)),
                );
            }
            Self::DropColumn { table, column } => {
                let mut alter = Table::alter();
                _ = plan
                    .alter_online(alter.table(name::table(table)).drop_column(Alias::new(column)));
            }
        }
    }

    /// The name of its table, and of the columns that it is about. None for what is in words of its
    /// own.
    pub(crate) fn names_mut(&mut self) -> Option<(&mut String, Vec<&mut String>)> {
        Some(match self {
            Self::CreateIndexSql(_) | Self::Sql(_) => return None,
            Self::CreateIndex(IndexDef { table, .. })
            | Self::DropIndex { table, .. }
            | Self::AddForeignKey { table, .. }
            | Self::AddConstraint { table, .. }
            | Self::AddCheck { table, .. }
            | Self::DropPrimaryKey { table, .. }
            | Self::DropForeignKey { table, .. }
            | Self::DropCheck { table, .. }
            | Self::DropUnique { table, .. } => (table, Vec::new()),
            Self::AddUnique { table, columns, .. }
            | Self::BuildPrimaryKey { table, columns, .. }
            | Self::SetPrimaryKey { table, columns, .. } => (table, columns.iter_mut().collect()),
            Self::SetNotNull { table, column }
            | Self::DropNotNull { table, column }
            | Self::Backfill { table, column, .. }
            | Self::DropColumn { table, column } => (table, vec![column]),
            Self::AddColumn { table, column } | Self::ModifyColumn { table, column } => {
                (table, vec![&mut column.name])
            }
        })
    }

    /// The Rust text that does the same with a variable `plan`.
    pub(crate) fn code(&self, idens: &mut Idens) -> TokenStream {
        match self {
            Self::CreateIndex(index) => {
                let index = index.code(idens);
                quote!(plan.create_index_online(#index);)
            }
            Self::CreateIndexSql(sql) => quote!(plan.create_index_sql_online(#sql);),
            Self::DropIndex { table, name } => {
                let table = idens.table(table);
                quote!(plan.drop_index_online(#table, #name);)
            }
            Self::AddForeignKey { table, key } => {
                let key = key.code(table, idens);
                quote!(plan.add_foreign_key_online(#key);)
            }
            Self::AddConstraint { table, name, definition } => {
                let table = idens.table(table);
                quote!(plan.add_constraint_online(#table, #name, #definition);)
            }
            Self::AddCheck { table, name, expression } => {
                let table = idens.table(table);
                quote!(plan.add_check_online(#table, #name, #expression);)
            }
            Self::AddUnique { table, name, columns } => {
                let columns = idens.columns(table, columns);
                let table = idens.table(table);
                quote!(plan.add_unique_online(#table, #name, [#(#columns),*]);)
            }
            Self::BuildPrimaryKey { table, name, columns } => {
                let columns = idens.columns(table, columns);
                let table = idens.table(table);
                quote!(plan.build_primary_key_online(#table, #name, [#(#columns),*]);)
            }
            Self::SetPrimaryKey { table, old, name, columns } => {
                let columns = idens.columns(table, columns);
                let table = idens.table(table);
                quote!(plan.set_primary_key_online(#table, #old, #name, [#(#columns),*]);)
            }
            Self::DropPrimaryKey { table, name } => {
                let table = idens.table(table);
                quote!(plan.drop_primary_key_online(#table, #name);)
            }
            Self::DropForeignKey { table, name } => {
                let table = idens.table(table);
                quote!(plan.drop_foreign_key_online(#table, #name);)
            }
            Self::DropCheck { table, name } => {
                let table = idens.table(table);
                quote!(plan.drop_check_online(#table, #name);)
            }
            Self::DropUnique { table, name } => {
                let table = idens.table(table);
                quote!(plan.drop_unique_online(#table, #name);)
            }
            Self::Sql(sql) => quote!(plan.add_sql_online(#sql);),
            Self::SetNotNull { table, column } => {
                let (table, column) = (idens.table(table), idens.column(table, column));
                quote!(plan.set_not_null_online(#table, #column);)
            }
            Self::DropNotNull { table, column } => {
                let (table, column) = (idens.table(table), idens.column(table, column));
                quote!(plan.drop_not_null_online(#table, #column);)
            }
            Self::Backfill { table, column, value, only_with } => {
                idens.uses(Import::Backfill);
                let only = only_with.as_ref().map(|other| {
                    let other = idens.column(table, other);
                    quote!(.only(Expr::col(#other).is_not_null()))
                });
                let (table, column) = (idens.table(table), idens.column(table, column));
                quote!(plan.backfill(Backfill::of(#table).set(#column, Expr::cust(#value)) #only);)
            }
            Self::AddColumn { table, column } => {
                let (table, column) = (idens.table(table), column.code(table, idens));
                quote!(plan.alter_online(Table::alter().table(#table).add_column(#column));)
            }
            Self::ModifyColumn { table, column } => {
                let (table, column) = (idens.table(table), column.code(table, idens));
                quote!(plan.alter_online(Table::alter().table(#table).modify_column(#column));)
            }
            Self::DropColumn { table, column } => {
                let (table, column) = (idens.table(table), idens.column(table, column));
                quote!(plan.alter_online(Table::alter().table(#table).drop_column(#column));)
            }
        }
    }
}
